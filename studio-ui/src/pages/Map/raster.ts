/**
 * Draws up to millions of points without a GPU, into the pixels of a canvas.
 *
 * While a hand drags, each point sets its pixel and the last one wins. Once it rests, a pixel shows its most frequent
 * kind, the denser the stronger; few points are drawn as shapes, so that kinds differ by more than colour.
 */
import { HIDDEN, type Points, type View } from "./points";

/** How points are painted: a kind (position in `colours`) for each. */
export interface Paint {
  kinds: Uint8Array;
  /** Alpha, blue, green, red from the highest byte down: the pixels of a canvas on today's machines. */
  colours: Uint32Array;
  /** A pixel shows its highest kind instead of the most frequent one, so that rare ones are not covered. */
  highest: boolean;
}

const FULL = 255;
const FAINTEST = 110;
const STRONG_COUNT = 400;

/** Every point sets its pixel. */
export function drawNearest(points: Points, paint: Paint, view: View, pixels: Uint32Array): void {
  const { data, count } = points;
  const { kinds, colours } = paint;
  const { width, height, scaleX, scaleY, offsetX, offsetY } = view;
  pixels.fill(0);
  for (let i = 0, k = 0; i < count; i++, k += 4) {
    const x = (data[k] as number) * scaleX + offsetX;
    const y = (data[k + 1] as number) * scaleY + offsetY;
    const kind = kinds[i] as number;
    if (x >= 0 && y >= 0 && x < width && y < height && kind !== HIDDEN) {
      pixels[(y | 0) * width + (x | 0)] = colours[kind] as number;
    }
  }
}

/** Room for a settled drawing, kept between drawings of one size. */
export interface Grid {
  counts: Uint32Array;
  leader: Uint8Array;
  lead: Uint32Array;
}

export const makeGrid = (pixels: number): Grid => ({
  counts: new Uint32Array(pixels),
  leader: new Uint8Array(pixels),
  lead: new Uint32Array(pixels),
});

/** How strong a pixel of so many points is: 110 to 255, by the logarithm. */
const STRENGTHS = Uint8Array.from({ length: STRONG_COUNT + 1 }, (_, count) =>
  Math.round(FAINTEST + ((FULL - FAINTEST) * Math.log(Math.max(1, count))) / Math.log(STRONG_COUNT)),
);

/** Density and kind: `reach` 0 paints one pixel a point, 1 three by three. */
export function drawDensity(
  points: Points,
  paint: Paint,
  view: View,
  pixels: Uint32Array,
  grid: Grid,
  reach: 0 | 1,
): void {
  grid.counts.fill(0);
  grid.lead.fill(0);
  grid.leader.fill(0);
  const { data, count } = points;
  const { width, height, scaleX, scaleY, offsetX, offsetY } = view;
  const vote = paint.highest ? voteHighest : voteMajority;
  for (let i = 0, k = 0; i < count; i++, k += 4) {
    const x = ((data[k] as number) * scaleX + offsetX) | 0;
    const y = ((data[k + 1] as number) * scaleY + offsetY) | 0;
    if (x < reach || y < reach || x >= width - reach || y >= height - reach) continue;
    const kind = paint.kinds[i] as number;
    if (kind === HIDDEN) continue;
    for (let row = y - reach; row <= y + reach; row++) {
      for (let at = row * width + x - reach; at <= row * width + x + reach; at++) vote(grid, at, kind);
    }
  }
  shade(grid, paint.colours, pixels);
}

/** Counts a vote; the leader of a pixel is found as in Boyer and Moore's majority vote. */
function voteMajority(grid: Grid, at: number, kind: number): void {
  const { counts, leader, lead } = grid;
  counts[at] = (counts[at] as number) + 1;
  const ahead = lead[at] as number;
  if (leader[at] === kind) lead[at] = ahead + 1;
  else if (ahead === 0) {
    leader[at] = kind;
    lead[at] = 1;
  } else lead[at] = ahead - 1;
}

function voteHighest(grid: Grid, at: number, kind: number): void {
  const { counts, leader } = grid;
  counts[at] = (counts[at] as number) + 1;
  if (kind > (leader[at] as number)) leader[at] = kind;
}

function shade(grid: Grid, colours: Uint32Array, pixels: Uint32Array): void {
  const { counts, leader } = grid;
  for (let at = 0; at < pixels.length; at++) {
    const count = counts[at] as number;
    if (count === 0) {
      pixels[at] = 0;
      continue;
    }
    const strength = STRENGTHS[Math.min(count, STRONG_COUNT)] as number;
    pixels[at] = (((colours[leader[at] as number] as number) & 0xffffff) | (strength << 24)) >>> 0;
  }
}

/** The points that are seen on the canvas, up to a limit; only their number where there are more. */
export function visible(points: Points, kinds: Uint8Array, view: View, limit: number): Uint32Array | number {
  const { data, count } = points;
  const { width, height, scaleX, scaleY, offsetX, offsetY } = view;
  const found = new Uint32Array(limit);
  let size = 0;
  for (let i = 0, k = 0; i < count; i++, k += 4) {
    const x = (data[k] as number) * scaleX + offsetX;
    if (x < 0 || x >= width) continue;
    const y = (data[k + 1] as number) * scaleY + offsetY;
    if (y < 0 || y >= height || kinds[i] === HIDDEN) continue;
    if (size < limit) found[size] = i;
    size++;
  }
  return size <= limit ? found.slice(0, size) : size;
}
