/** What a sheet will commit: one mark for each tile, and how keys and clicks change it. */
import type { DecisionIn, Item, Mode } from "../../api/types";
import { type Deed, decisionOf, type Sampled } from "../Bulk/deeds";

/** What will be done with an item: a deed, or the class that it becomes. */
export type Mark = Exclude<Deed, "relabel"> | number;

/** Marks by target. An item without one is not decided by a commit. */
export type Marks = ReadonlyMap<number, Mark>;

export const deedOf = (mark: Mark): Deed => (typeof mark === "number" ? "relabel" : mark);

/** The marks of a fresh sheet. Blind items, and items without a suggestion, are never decided by a mark that nobody set. */
export function startMarks(items: readonly Item[], start: Sampled): Marks {
  return new Map(items.filter((item) => !item.blind && item.suggested >= 0).map((item) => [item.target, start]));
}

/** A click: accepted becomes kept, all else becomes accepted. */
export const flipped = (mark: Mark | undefined): Sampled => (mark === "accept" ? "keep" : "accept");

/** All accepted or all kept; items that were marked as anything else stay as they are. */
export function allMarked(items: readonly Item[], marks: Marks, start: Sampled): Marks {
  const others = [...marks].filter(([, mark]) => mark !== "accept" && mark !== "keep");
  return new Map([...startMarks(items, start), ...others]);
}

/** What is sent; the time is shared out evenly. */
export function decisionsOf(items: readonly Item[], marks: Marks, mode: Mode, milliseconds: number): DecisionIn[] {
  const each = Math.round(milliseconds / Math.max(1, marks.size));
  return items.flatMap((item) => {
    const mark = marks.get(item.target);
    if (mark === undefined) return [];
    return { ...decisionOf(item, deedOf(mark), typeof mark === "number" ? mark : null, mode), milliseconds: each };
  });
}

/** The tile that typed digits mean: `sure` once no longer number can follow; null where there is no such tile. */
export function typedTile(digits: string, size: number): { index: number; sure: boolean } | null {
  const number = Number(digits);
  return number >= 1 && number <= size ? { index: number - 1, sure: number * 10 > size } : null;
}
