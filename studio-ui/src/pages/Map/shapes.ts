/** Each kind has a shape of its own, so that a map in grey can still be read. */

/** A path around 0, in a box of 16; filled or only outlined. */
export interface Shape {
  path: string;
  filled: boolean;
}

const filled = (path: string): Shape => ({ path, filled: true });
const lined = (path: string): Shape => ({ path, filled: false });

const circle = (r: number): string => `M-${r} 0a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0-${2 * r} 0z`;
const square = "M-5-5H5V5H-5z";

export const DOT = filled(circle(3));
export const DISC = filled(circle(5.5));
export const RING = lined(circle(5.5));
export const SQUARE = filled(square);
export const FRAME = lined(square);
export const TRIANGLE = filled("M0-6.5 6 4.5H-6z");
export const DIAMOND = filled("M0-7 7 0 0 7-7 0z");
export const WEDGE = lined("M0 6.5 6-4.5H-6z");
export const CROSS = lined("M-5-5 5 5M5-5-5 5");
export const PLUS = lined("M-6 0H6M0-6V6");
export const DASH = lined("M-6.5 0H6.5");
