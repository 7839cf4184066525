/** How points are painted: by given label, by status or by chance, each kind with a colour and a shape of its own. */
import type { Class } from "../../api/types";
import { count, percent } from "../../lib/format";
import { HIDDEN, NO_CLASS, type Points } from "./points";
import type { Look } from "./stage";
import { CROSS, DASH, DIAMOND, DISC, DOT, FRAME, PLUS, RING, SQUARE, TRIANGLE, WEDGE, type Shape } from "./shapes";

export type By = "given" | "status" | "chance";

/** One line of the legend; `colour` names a custom property of map.css or of the tokens. */
export interface Kind {
  label: string;
  colour: string;
  shape: Shape;
  size: number;
}

/** The kind of every point, and what each kind is. */
export interface Painting {
  kinds: Uint8Array;
  legend: Kind[];
  highest: boolean;
}

const CLASS_SHAPES = [DISC, TRIANGLE, SQUARE, DIAMOND, RING, FRAME, WEDGE, PLUS];
/** So many classes get a colour of their own. */
export const COLOURED = CLASS_SHAPES.length;

const kind = (label: string, colour: string, shape: Shape): Kind => ({ label, colour, shape, size: 0 });

/** The classes that get a colour: the chosen ones, then those with most flagged labels. */
export function colouredClasses(classes: readonly Class[], chosen: readonly number[]): number[] {
  const rest = [...classes].sort((a, b) => b.flagged - a.flagged || b.given - a.given || a.id - b.id);
  return [...new Set([...chosen, ...rest.map((one) => one.id)])].slice(0, COLOURED);
}

export function paintGiven(points: Points, classes: readonly Class[], chosen: readonly number[], none: string): Painting {
  const coloured = colouredClasses(classes, chosen);
  const others = classes.length - coloured.length;
  const legend = [
    kind(none, "--ink-3", DASH),
    kind(`${count(others)} others`, "--ink-3", DOT),
    ...coloured.map((id, n) => kind(classes[id]?.name ?? "", `--class-${n + 1}`, CLASS_SHAPES[n] as Shape)).reverse(),
  ];
  const kindOf = new Uint8Array(NO_CLASS + 1).fill(1);
  kindOf[NO_CLASS] = 0;
  coloured.forEach((id, n) => (kindOf[id] = coloured.length + 1 - n));
  return painted(points, legend, false, (at) => kindOf[points.data[at + 2] as number] as number);
}

/** Kinds from the least to the most urgent; `Status` by its position, as the server packs it. */
const STATUS_KINDS = [
  kind("not flagged", "--ink-3", DOT),
  kind("kept", "--keep", DASH),
  kind("fixed", "--pencil", SQUARE),
  kind("excluded", "--exclude", CROSS),
  kind("both fit", "--unsure", FRAME),
  kind("unsure", "--unsure", WEDGE),
  kind("to review", "--suspect", RING),
  kind("in conflict", "--unsure", DIAMOND),
];
const KIND_OF_STATUS = Uint8Array.of(6, 2, 1, 3, 5, 4, 7);

export function paintStatus(points: Points): Painting {
  return painted(points, STATUS_KINDS, true, (at) => {
    const packed = points.data[at + 3] as number;
    const status = (packed >> 8) & 0x7f;
    return status === 0 && packed < 0x8000 ? 0 : (KIND_OF_STATUS[status] as number);
  });
}

const CHANCE_SHAPES = [DOT, DASH, PLUS, FRAME, DISC];

export function paintChance(points: Points): Painting {
  const legend = CHANCE_SHAPES.map((shape, n) => {
    const label = n === 4 ? `${percent(0.8)} or more` : `${n * 20} to ${percent(n * 0.2 + 0.2)}`;
    return kind(label, `--chance-${n + 1}`, shape);
  });
  return painted(points, legend, true, (at) => Math.min(4, (((points.data[at + 3] as number) & 0xff) / 51) | 0));
}

function painted(points: Points, legend: readonly Kind[], highest: boolean, kindAt: (at: number) => number): Painting {
  const kinds = new Uint8Array(points.count);
  const sizes = legend.map(() => 0);
  for (let i = 0, at = 0; i < points.count; i++, at += 4) {
    const found = kindAt(at);
    kinds[i] = found;
    sizes[found] = (sizes[found] as number) + 1;
  }
  return { kinds, highest, legend: legend.map((one, n) => ({ ...one, size: sizes[n] as number })) };
}

/** Colours as they stand in the page's style now. Hidden kinds are taken out. */
export function lookOf(painting: Painting, hidden: ReadonlySet<number>, place: Element): Look {
  const style = getComputedStyle(place);
  const inks = painting.legend.map((one) => style.getPropertyValue(one.colour).trim());
  const kinds = hidden.size === 0 ? painting.kinds : painting.kinds.map((one) => (hidden.has(one) ? HIDDEN : one));
  return {
    kinds,
    highest: painting.highest,
    inks,
    colours: Uint32Array.from(inks, packed),
    shapes: painting.legend.map((one) => one.shape),
    outline: style.getPropertyValue("--ink").trim(),
  };
}

/** "#1D55B0" as a pixel. */
function packed(hex: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16)) as [number, number, number];
  return ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0;
}
