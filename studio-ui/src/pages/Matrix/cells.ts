/** The numbers of the matrix: which cells, how dark, where arrow keys lead. */
import type { Matrix, PairCell } from "../../api/types";
import type { PairKey } from "../../lib/pairs";
import { project } from "../../state/app";

/** What a cell shows. */
export type Show = "flagged" | "share" | "todo";

export const samePair = (a: PairKey, b: PairKey): boolean => a.given === b.given && a.suggested === b.suggested && a.tag === b.tag;

export const cellAt = (matrix: Matrix, pair: PairKey): PairCell | undefined => matrix.cells.find((cell) => samePair(cell, pair));

/** How many examples have the given label of a cell; of tags, how many have the tag, or lack it. */
export function givenAlike({ given, tag }: PairKey, { classes }: Matrix): number {
  const named = classes[tag ?? given]?.given ?? 0;
  return tag !== null && given === 0 ? project.value.examples - named : named;
}

export const sum = (cells: readonly PairCell[], part: "flagged" | "todo"): number => cells.reduce((all, cell) => all + cell[part], 0);

/** Where up to five blues begin: the first one above nothing, the others at numbers that people say. */
export function heatSteps(most: number, whole: boolean): number[] {
  const steps = [1e-9, 0.07, 0.18, 0.36, 0.67].map((part) => Number((most * part).toPrecision(2)));
  return [...new Set(whole ? steps.map((step) => Math.max(1, Math.round(step))) : steps)];
}

/** 0 for an empty cell, else up to 5: how many of the steps the value has reached. */
export function heatOf(value: number, steps: readonly number[]): number {
  return Math.ceil((5 * steps.filter((step) => value >= step).length) / steps.length);
}

/** Percents of an exact share: "< 0.1 %", "5.8 %", "12 %". */
export function percents(share: number): string {
  const value = 100 * share;
  return `${value > 0 && value < 0.1 ? "< 0.1" : Number(value.toFixed(value < 10 ? 1 : 0))}\u00a0%`;
}

/** The next cell in a direction; the diagonal is passed over. */
export function moved({ given, suggested }: PairKey, down: number, right: number): PairKey {
  const by = given + down === suggested + right ? 2 : 1;
  return { given: given + by * down, suggested: suggested + by * right, tag: null };
}
