/** The numbers of the matrix: which cells, how dark, where arrow keys lead. */
import type { Matrix, PairCell } from "../../api/types";
import type { PairKey } from "../../lib/pairs";

/** What a cell shows. */
export type Show = "flagged" | "share" | "todo";

export const samePair = (a: PairKey, b: PairKey): boolean => a.given === b.given && a.suggested === b.suggested && a.tag === b.tag;

export interface Grid {
  cells: ReadonlyMap<number, PairCell>;
  size: number;
}

export const keyOf = (given: number, suggested: number, size: number): number => given * size + suggested;

export function gridOf(matrix: Matrix): Grid {
  const size = matrix.classes.length;
  return { size, cells: new Map(matrix.cells.map((cell) => [keyOf(cell.given, cell.suggested, size), cell])) };
}

export const cellAt = (grid: Grid, given: number, suggested: number): PairCell | undefined =>
  grid.cells.get(keyOf(given, suggested, grid.size));

/** How many examples have the given label of a cell; of tags, how many have the tag, or lack it. */
export function givenAlike(cell: PairKey, matrix: Matrix, examples: number): number {
  if (cell.tag === null) return matrix.classes[cell.given]?.given ?? 0;
  const present = matrix.classes[cell.tag]?.given ?? 0;
  return cell.given === 1 ? present : examples - present;
}

/** The number behind a cell's colour; of `share`, the part of all examples with the given label. */
export function valueOf(cell: PairCell | undefined, show: Show, matrix: Matrix, examples: number): number {
  if (cell === undefined) return 0;
  if (show === "todo") return cell.todo;
  return show === "flagged" ? cell.flagged : cell.flagged / Math.max(1, givenAlike(cell, matrix, examples));
}

/** Where the five blues begin, rounded to numbers that people say. */
export function heatSteps(most: number, whole: boolean): number[] {
  const least = whole ? 1 : most / 100;
  const steps = [0.07, 0.18, 0.36, 0.67].map((part) => rounded(most * part, whole));
  return [...new Set([least, ...steps])].filter((step) => step >= least && step <= Math.max(most, least)).sort((a, b) => a - b);
}

/** Two significant digits; whole numbers where counts are meant. */
function rounded(value: number, whole: boolean): number {
  if (value <= 0) return 0;
  const unit = 10 ** (Math.floor(Math.log10(value)) - 1);
  const near = Math.round(value / unit) * unit;
  return whole ? Math.max(1, Math.round(near)) : near;
}

/** 0 for an empty cell, else 1 to 5: how many of the steps the value has reached, the last one always darkest. */
export function heatOf(value: number, steps: readonly number[]): number {
  if (value <= 0) return 0;
  let reached = 0;
  for (const step of steps) if (value >= step) reached += 1;
  return Math.max(1, reached + (5 - steps.length) * Number(reached === steps.length));
}

/** A share of exact counts: "5.8 %", "12 %", "100 %". */
export function exactShare(part: number, whole: number): string {
  const percents = (100 * part) / Math.max(1, whole);
  return `${percents < 10 ? Number(percents.toFixed(1)) : Math.round(percents)}\u00a0%`;
}

/** The cells by what is shown, largest first. */
export function byCount(cells: readonly PairCell[], value: (cell: PairCell) => number): PairCell[] {
  const order = (cell: PairCell) => [cell.tag ?? 0, cell.given, cell.suggested] as const;
  const before = (a: PairCell, b: PairCell) => order(a).map((one, at) => one - (order(b)[at] as number)).find((one) => one !== 0) ?? 0;
  return [...cells].sort((a, b) => value(b) - value(a) || before(a, b));
}

const STEPS: Record<string, readonly [number, number]> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

/** The next cell in the direction of an arrow key; the diagonal is passed over. */
export function moved(given: number, suggested: number, key: string, size: number): [number, number] {
  const [down, right] = STEPS[key] ?? [0, 0];
  let row = given + down;
  let column = suggested + right;
  if (row === column) {
    row += down;
    column += right;
  }
  const inside = row >= 0 && column >= 0 && row < size && column < size;
  return inside ? [row, column] : [given, suggested];
}
