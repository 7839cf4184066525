/** What a sheet will commit: one mark for each tile, and how keys and clicks change it. */
import type { DecisionIn, Item, Mode, Verb } from "../../api/types";

/** What will be decided for an item; of `relabel`, to which class. */
export interface Mark {
  verb: Verb;
  label: number | null;
}

/** What a fresh tile is marked with; a sample starts without any mark. */
export type Start = "accept" | "keep" | null;

/** Marks by target. An item without one is not decided by a commit. */
export type Marks = ReadonlyMap<number, Mark>;

export const KEEP: Mark = { verb: "keep", label: null };

export const acceptOf = (item: Item): Mark => ({ verb: "relabel", label: item.suggested });

export const isAccept = (mark: Mark | undefined, item: Item): boolean =>
  mark?.verb === "relabel" && mark.label === item.suggested;

/** Blind items, and items without a suggestion, are never decided by a mark that nobody set. */
const mayStart = (item: Item): boolean => !item.blind && item.suggested >= 0;

/** The marks that a sheet starts with. */
export function startMarks(items: readonly Item[], start: Start): Marks {
  if (start === null) return new Map();
  return new Map(items.filter(mayStart).map((item) => [item.target, start === "accept" ? acceptOf(item) : KEEP]));
}

/** A click: accepted becomes kept, all else becomes accepted. */
export const flipped = (mark: Mark | undefined, item: Item): Mark => (isAccept(mark, item) ? KEEP : acceptOf(item));

/** The marks with one of them changed. */
export function withMark(marks: Marks, target: number, mark: Mark): Marks {
  return new Map(marks).set(target, mark);
}

/** All accepted or all kept; items that were marked as anything else stay as they are. */
export function allMarked(items: readonly Item[], marks: Marks, start: "accept" | "keep"): Marks {
  const all = new Map(marks);
  for (const [target, mark] of startMarks(items, start)) {
    const before = marks.get(target);
    const item = items.find((one) => one.target === target) as Item;
    if (before === undefined || before.verb === "keep" || isAccept(before, item)) all.set(target, mark);
  }
  return all;
}

/** How many of each outcome: chips of the foot. Relabelled to another class counts as its own. */
export type Tally = Record<"accept" | "keep" | "relabel" | "exclude" | "unsure" | "ambiguous" | "open", number>;

export function tally(items: readonly Item[], marks: Marks): Tally {
  const sum: Tally = { accept: 0, keep: 0, relabel: 0, exclude: 0, unsure: 0, ambiguous: 0, open: 0 };
  for (const item of items) {
    const mark = marks.get(item.target);
    if (mark === undefined) sum.open += 1;
    else sum[isAccept(mark, item) ? "accept" : mark.verb] += 1;
  }
  return sum;
}

/** What is sent; the time is shared out evenly. */
export function decisionsOf(items: readonly Item[], marks: Marks, mode: Mode, milliseconds: number): DecisionIn[] {
  const marked = items.filter((item) => marks.has(item.target));
  const each = Math.round(milliseconds / Math.max(1, marked.length));
  return marked.map((item) => ({
    uuid: crypto.randomUUID(),
    target: item.target,
    ...(marks.get(item.target) as Mark),
    base: item.seq,
    milliseconds: each,
    mode,
    blind: item.blind,
  }));
}

/** The tile that typed digits mean: `sure` once no longer number can follow; null where there is no such tile. */
export function typedTile(digits: string, size: number): { index: number; sure: boolean } | null {
  const number = Number(digits);
  if (!(number >= 1 && number <= size)) return null;
  return { index: number - 1, sure: number * 10 > size };
}

/** Where an arrow key leads from a tile. */
export function neighbour(index: number, key: string, columns: number, size: number): number {
  const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns }[key] ?? 0;
  const next = index + step;
  return next >= 0 && next < size ? next : index;
}
