// Finds a class by a few of its letters: how the type-ahead ranks.

/** How `typed` fits `name`: 0 it is the name, 1 its start, 2 the start of a word, 3 a part, 4 its letters with gaps, -1 not at all. */
export function fit(name: string, typed: string): number {
  const text = name.toLowerCase();
  const wanted = typed.toLowerCase().trim();
  if (text === wanted) return 0;
  const at = text.indexOf(wanted);
  if (at >= 0) return at === 0 ? 1 : /[\p{L}\p{N}]/u.test(text.charAt(at - 1)) ? 3 : 2;
  let next = 0;
  return [...wanted].every((letter) => (next = text.indexOf(letter, next) + 1) > 0) ? 4 : -1;
}
