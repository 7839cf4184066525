/** How points are painted: by class, by status or by chance, each kind with a colour and a shape of its own. */
import type { Class } from "../../api/types";
import { count, percent } from "../../lib/format";
import { NO_CLASS, type Points } from "./points";
import { CROSS, DASH, DIAMOND, DISC, DOT, FRAME, PLUS, RING, SQUARE, TRIANGLE, WEDGE, type Shape } from "./shapes";

export type By = "given" | "suggested" | "status" | "chance";

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
  /** Of each kind: kinds of a higher layer cover those of a lower one, however few they are. */
  layers: number[];
}

/** How many there are of each kind, in words; the most urgent first. */
export function sizesOf(legend: readonly Kind[]): string {
  return legend.filter(({ size }) => size > 0).map(({ size, label }) => `${count(size)} ${label}`).reverse().join(", ");
}

const CLASS_SHAPES = [DISC, TRIANGLE, SQUARE, DIAMOND, RING, FRAME, WEDGE, PLUS];
/** So many classes get a colour of their own. */
export const COLOURED = CLASS_SHAPES.length;

const kind = (label: string, colour: string, shape: Shape): Kind => ({ label, colour, shape, size: 0 });

/** By a column of classes: the chosen ones get a colour, then those with most flagged labels. */
export function paintClass(column: Uint16Array, classes: readonly Class[], chosen: readonly number[]): Painting {
  const ranked = [...classes].sort((a, b) => b.flagged - a.flagged || b.given - a.given);
  const coloured = [...new Set([...chosen, ...ranked.map((one) => one.id)])].slice(0, COLOURED);
  const legend = [
    kind("none", "--edge", DASH),
    kind(`${count(classes.length - coloured.length)} others`, "--edge", DOT),
    ...coloured.map((id, n) => kind(classes[id]?.name ?? "", `--class-${n + 1}`, CLASS_SHAPES[n]!)).reverse(),
  ];
  const kindOf = new Uint8Array(NO_CLASS + 1).fill(1);
  kindOf[NO_CLASS] = 0;
  coloured.forEach((id, n) => (kindOf[id] = coloured.length + 1 - n));
  return painted(column, legend, (label) => kindOf[label]!, legend.map((_, n) => Number(n > 1)));
}

/** Kinds from the least to the most urgent; `Status` by its position, as the server packs it. */
const STATUS_KINDS = [
  kind("not flagged", "--edge", DOT),
  kind("kept", "--keep", DASH),
  kind("fixed", "--pencil", SQUARE),
  kind("excluded", "--exclude", CROSS),
  kind("both fit", "--unsure", FRAME),
  kind("unsure", "--unsure", WEDGE),
  kind("to review", "--suspect", RING),
  kind("in conflict", "--unsure", DIAMOND),
];
const KIND_OF_STATUS = [6, 2, 1, 3, 5, 4, 7];
/** From this kind on, somebody has to decide. */
export const WAITING = 5;

export function paintStatus({ state }: Points): Painting {
  return painted(state, STATUS_KINDS, (packed) => (packed < 0x100 ? 0 : KIND_OF_STATUS[(packed >> 8) & 0x7f]!));
}

const CHANCE_SHAPES = [DOT, DASH, PLUS, FRAME, DISC];

export function paintChance({ state }: Points): Painting {
  const legend = CHANCE_SHAPES.map((shape, n) => kind(n < 4 ? `${n * 20} to ${percent(n * 0.2 + 0.2)}` : `${percent(0.8)} or more`, `--chance-${n + 1}`, shape));
  return painted(state, legend, (packed) => Math.min(4, ((packed & 0xff) / 51) | 0));
}

function painted(column: Uint16Array, legend: readonly Kind[], kindOf: (value: number) => number, layers = [...legend.keys()]): Painting {
  const kinds = new Uint8Array(column.length);
  const sizes = legend.map(() => 0);
  column.forEach((value, at) => (sizes[(kinds[at] = kindOf(value))]! += 1));
  return { kinds, layers, legend: legend.map((one, n) => ({ ...one, size: sizes[n]! })) };
}
