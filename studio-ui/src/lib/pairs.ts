// A pair of labels in words: of classes their names, of tags "joy" and "no joy".
import { className } from "../state/app";

/** The two labels of a pair. */
export function pairNames({ given, suggested, tag }: { given: number; suggested: number; tag: number | null }): { given: string; suggested: string } {
  if (tag === null) return { given: className(given), suggested: className(suggested) };
  const word = (on: number) => (on === 1 ? className(tag) : `no ${className(tag)}`);
  return { given: word(given), suggested: word(suggested) };
}
