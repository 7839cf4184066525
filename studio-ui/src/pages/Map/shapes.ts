/** Few points are drawn as shapes: each kind has its own, so that a map in grey can still be read. */

type Path = (path: Path2D, x: number, y: number, r: number) => void;

function polygon(path: Path2D, corners: readonly (readonly [number, number])[]): void {
  corners.forEach(([x, y], index) => (index === 0 ? path.moveTo(x, y) : path.lineTo(x, y)));
  path.closePath();
}

const disc: Path = (path, x, y, r) => {
  path.moveTo(x + r, y);
  path.arc(x, y, r, 0, 2 * Math.PI);
};
const square: Path = (path, x, y, r) => path.rect(x - r * 0.9, y - r * 0.9, r * 1.8, r * 1.8);
const triangle: Path = (path, x, y, r) => polygon(path, [[x, y - r * 1.2], [x + r * 1.1, y + r * 0.8], [x - r * 1.1, y + r * 0.8]]);
const diamond: Path = (path, x, y, r) => polygon(path, [[x, y - r * 1.3], [x + r * 1.3, y], [x, y + r * 1.3], [x - r * 1.3, y]]);
const wedge: Path = (path, x, y, r) => polygon(path, [[x, y + r * 1.2], [x + r * 1.1, y - r * 0.8], [x - r * 1.1, y - r * 0.8]]);
const line = (dx: number, dy: number): Path => (path, x, y, r) => {
  path.moveTo(x - dx * r, y - dy * r);
  path.lineTo(x + dx * r, y + dy * r);
};
const both = (first: Path, second: Path): Path => (path, x, y, r) => {
  first(path, x, y, r);
  second(path, x, y, r);
};

/** How a kind is drawn: what is traced, and whether it is filled or only outlined. */
export interface Shape {
  trace: Path;
  filled: boolean;
}

const filled = (trace: Path): Shape => ({ trace, filled: true });
const lined = (trace: Path): Shape => ({ trace, filled: false });

export const DOT = filled((path, x, y, r) => disc(path, x, y, r * 0.55));
export const DISC = filled(disc);
export const RING = lined(disc);
export const SQUARE = filled(square);
export const FRAME = lined(square);
export const TRIANGLE = filled(triangle);
export const DIAMOND = filled(diamond);
export const WEDGE = lined(wedge);
export const CROSS = lined(both(line(0.9, 0.9), line(0.9, -0.9)));
export const PLUS = lined(both(line(1.1, 0), line(0, 1.1)));
export const DASH = lined(line(1.2, 0));

/** Draws points of one shape and colour in one go. `at` holds x, y pairs. */
export function drawShapes(
  context: CanvasRenderingContext2D,
  shape: Shape,
  colour: string,
  at: readonly number[],
  radius: number,
): void {
  const path = new Path2D();
  for (let i = 0; i < at.length; i += 2) shape.trace(path, at[i] as number, at[i + 1] as number, radius);
  if (shape.filled) {
    context.fillStyle = colour;
    context.fill(path);
    return;
  }
  context.strokeStyle = colour;
  context.lineWidth = Math.max(1, radius * 0.45);
  context.stroke(path);
}
