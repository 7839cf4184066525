// A pair of labels in words and as an address: of classes their names, of tags "joy" and "no joy".
import { href } from "../router";
import { className } from "../state/app";

/** Two labels; of tags, `given` and `suggested` are 0 or 1. */
export interface PairKey {
  given: number;
  suggested: number;
  tag: number | null;
}

/** A label in words; of a tag 1 is "joy" and 0 "no joy". */
export function labelName(label: number, tag: number | null): string {
  if (tag === null) return className(label);
  return label === 1 ? className(tag) : `no ${className(tag)}`;
}

/** The two labels of a pair. */
export function pairNames({ given, suggested, tag }: PairKey): { given: string; suggested: string } {
  return { given: labelName(given, tag), suggested: labelName(suggested, tag) };
}

/** The contact sheet of a pair. */
export const sheetOf = ({ given, suggested, tag }: PairKey): string => href("/sheet", { given, suggested, tag });
