// Words that two texts do not share, for near duplicates.

export interface Piece {
  text: string;
  /** The other text has no such word at this place. */
  differs: boolean;
}

const MOST = 300;

/** `mine` in pieces, marked where it differs from `other`; spaces stay with the word before them. */
export function difference(mine: string, other: string): Piece[] {
  const a = words(mine);
  const b = words(other);
  if (a.length > MOST || b.length > MOST) return [{ text: mine, differs: false }];
  const shared = sharedWords(a.map(plain), b.map(plain));
  return joined(a.map((text, index) => ({ text, differs: !shared.has(index) })));
}

function words(text: string): string[] {
  return text.match(/\s*\S+/g) ?? [];
}

function plain(word: string): string {
  return word.trim().toLowerCase().replace(/[’‘]/g, "'");
}

/** The places in `a` of a longest common subsequence with `b`. */
function sharedWords(a: string[], b: string[]): Set<number> {
  const width = b.length + 1;
  const best = new Uint16Array((a.length + 1) * width);
  const at = (i: number, j: number) => best[i * width + j] as number;
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      best[i * width + j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const shared = new Set<number>();
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    if (a[i] === b[j]) {
      shared.add(i);
      i += 1;
      j += 1;
    } else if (at(i + 1, j) >= at(i, j + 1)) i += 1;
    else j += 1;
  }
  return shared;
}

/** Neighbouring pieces of one kind as one; the space before a mark is outside of it. */
function joined(pieces: Piece[]): Piece[] {
  const result: Piece[] = [];
  for (const { text, differs } of pieces) {
    const last = result[result.length - 1];
    const space = /^\s*/.exec(text)?.[0] ?? "";
    if (last?.differs === differs) last.text += text;
    else if (!differs) result.push({ text, differs });
    else {
      if (last) last.text += space;
      result.push({ text: last ? text.slice(space.length) : text, differs });
    }
  }
  return result;
}
