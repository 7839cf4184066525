/** The numbers of the matrix: which cells, how dark, where arrow keys lead. */
import type { Matrix, PairCell } from "../../api/types";
import type { PairKey } from "../../lib/pairs";

/** What a cell shows. */
export type Show = "flagged" | "share" | "todo";

export const samePair = (a: PairKey, b: PairKey): boolean => a.given === b.given && a.suggested === b.suggested && a.tag === b.tag;

export const cellAt = (matrix: Matrix, pair: PairKey): PairCell | undefined => matrix.cells.find((cell) => samePair(cell, pair));

/** How many examples have the given label of a cell; of tags, how many have the tag, or lack it. */
export function givenAlike(cell: PairKey, matrix: Matrix, examples: number): number {
  const named = matrix.classes[cell.tag ?? cell.given]?.given ?? 0;
  return cell.tag !== null && cell.given === 0 ? examples - named : named;
}

/** The number behind a cell's colour; of `share`, the part of all examples with the given label. */
export function valueOf(cell: PairCell, show: Show, matrix: Matrix, examples: number): number {
  return show === "share" ? cell.flagged / Math.max(1, givenAlike(cell, matrix, examples)) : cell[show];
}

/** Where the five blues begin, rounded to numbers that people say. */
export function heatSteps(most: number, whole: boolean): number[] {
  const least = whole ? 1 : most / 100;
  const steps = [0.07, 0.18, 0.36, 0.67].map((part) => rounded(most * part, whole));
  return [...new Set([least, ...steps])].filter((step) => step >= least && step <= Math.max(most, least)).sort((a, b) => a - b);
}

/** Two significant digits; whole numbers where counts are meant. */
function rounded(value: number, whole: boolean): number {
  const near = Number(value.toPrecision(2));
  return whole ? Math.max(1, Math.round(near)) : near;
}

/** 0 for an empty cell, else 1 to 5: how many of the steps the value has reached, the last one always darkest. */
export function heatOf(value: number, steps: readonly number[]): number {
  if (value <= 0) return 0;
  const reached = steps.filter((step) => value >= step).length;
  return reached === steps.length ? 5 : Math.max(1, reached);
}

/** Percents of an exact share: "5.8", "12", "100". */
export function percents(share: number): string {
  const value = 100 * share;
  return value > 0 && value < 0.1 ? "< 0.1" : String(Number(value.toFixed(value < 10 ? 1 : 0)));
}

/** The cells by what is shown, largest first. */
export function byCount(cells: readonly PairCell[], value: (cell: PairCell) => number): PairCell[] {
  return [...cells].sort((a, b) => value(b) - value(a));
}

/** The next cell in a direction; the diagonal is passed over, the edge is not. */
export function moved({ given, suggested }: PairKey, down: number, right: number, size: number): PairKey {
  const by = given + down === suggested + right ? 2 : 1;
  const next = { given: given + by * down, suggested: suggested + by * right, tag: null };
  const inside = Math.min(next.given, next.suggested) >= 0 && Math.max(next.given, next.suggested) < size;
  return inside ? next : { given, suggested, tag: null };
}
