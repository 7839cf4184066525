// Finds a class by a few of its letters: how the type-ahead ranks.

/** How well `typed` fits `name`: higher is better, null when its letters are not in it in this order. */
export function fit(name: string, typed: string): number | null {
  const text = name.toLowerCase();
  const wanted = typed.toLowerCase().trim();
  if (wanted === "") return 0;
  if (text === wanted) return 1000;
  if (text.startsWith(wanted)) return 500 - text.length / 100;
  const inside = text.indexOf(wanted);
  if (inside > 0) return (startsWord(text, inside) ? 300 : 200) - inside / 10 - text.length / 100;
  return scattered(text, wanted);
}

/** The letters one after the other with gaps: starts of words count more, long gaps less. */
function scattered(text: string, wanted: string): number | null {
  let at = -1;
  let score = 100;
  for (const letter of wanted) {
    if (letter === " ") continue;
    const found = text.indexOf(letter, at + 1);
    if (found < 0) return null;
    if (!startsWord(text, found)) score -= found - at;
    at = found;
  }
  return score - text.length / 100;
}

function startsWord(text: string, at: number): boolean {
  return at === 0 || !/[\p{L}\p{N}]/u.test(text[at - 1] as string);
}
