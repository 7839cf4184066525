/** The points of the map as they travel, and how they lie on the canvas. */

/** Four 16-bit numbers a point: x, y, class (65535: none), status in the high byte and chance in the low one. */
export interface Points {
  data: Uint16Array;
  count: number;
}

/** A point lies at pixel `value * scale + offset`; y grows upwards in the data and downwards on the canvas. */
export interface View {
  width: number;
  height: number;
  scaleX: number;
  scaleY: number;
  offsetX: number;
  offsetY: number;
}

export const NO_CLASS = 65535;
/** The kind of points that are not shown: not drawn, not found under the pointer, not selected. */
export const HIDDEN = 255;
const SPAN = 65535;
const MARGIN = 0.03;
const CLOSEST = 400;

export function decode(buffer: ArrayBuffer): Points {
  const data = new Uint16Array(buffer, 0, (buffer.byteLength >> 3) << 2);
  return { data, count: data.length >> 2 };
}

/** All points in the canvas, with a margin. */
export function wholeView(width: number, height: number): View {
  const inner = 1 - 2 * MARGIN;
  return {
    width,
    height,
    scaleX: (width * inner) / SPAN,
    scaleY: (-height * inner) / SPAN,
    offsetX: width * MARGIN,
    offsetY: height * (1 - MARGIN),
  };
}

export const magnification = (view: View): number => view.scaleX / wholeView(view.width, view.height).scaleX;

/** The view after zooming around a pixel; never smaller than the whole, never closer than 400 times. */
export function zoomed(view: View, factor: number, x: number, y: number): View {
  const now = magnification(view);
  const by = Math.min(CLOSEST, Math.max(1, now * factor)) / now;
  return contained({
    ...view,
    scaleX: view.scaleX * by,
    scaleY: view.scaleY * by,
    offsetX: x - (x - view.offsetX) * by,
    offsetY: y - (y - view.offsetY) * by,
  });
}

export const panned = (view: View, dx: number, dy: number): View =>
  contained({ ...view, offsetX: view.offsetX + dx, offsetY: view.offsetY + dy });

/** The same part of the data on a canvas of another size. */
export function resized(view: View, width: number, height: number): View {
  const x = width / view.width;
  const y = height / view.height;
  return {
    width,
    height,
    scaleX: view.scaleX * x,
    scaleY: view.scaleY * y,
    offsetX: view.offsetX * x,
    offsetY: view.offsetY * y,
  };
}

/** Keeps the middle of the canvas within the data. */
function contained(view: View): View {
  const within = (offset: number, extent: number, middle: number) =>
    Math.min(Math.max(offset, middle - Math.max(extent, 0)), middle - Math.min(extent, 0));
  return {
    ...view,
    offsetX: within(view.offsetX, view.scaleX * SPAN, view.width / 2),
    offsetY: within(view.offsetY, view.scaleY * SPAN, view.height / 2),
  };
}

/** The shown point nearest to a pixel, within a radius; -1 where there is none. */
export function nearest(points: Points, kinds: Uint8Array, view: View, x: number, y: number, radius: number): number {
  const { data, count } = points;
  const { scaleX, scaleY, offsetX, offsetY } = view;
  let best = radius * radius;
  let found = -1;
  for (let i = 0, k = 0; i < count; i++, k += 4) {
    const dx = (data[k] as number) * scaleX + offsetX - x;
    if (dx > radius || dx < -radius) continue;
    const dy = (data[k + 1] as number) * scaleY + offsetY - y;
    const distance = dx * dx + dy * dy;
    if (distance <= best && kinds[i] !== HIDDEN) {
      best = distance;
      found = i;
    }
  }
  return found;
}

/** The shown points whose pixel is set in a mask of the canvas. */
export function inMask(points: Points, kinds: Uint8Array, view: View, mask: Uint8Array): Uint32Array {
  const { data, count } = points;
  const { width, height, scaleX, scaleY, offsetX, offsetY } = view;
  const found = new Uint32Array(count);
  let size = 0;
  for (let i = 0, k = 0; i < count; i++, k += 4) {
    const x = ((data[k] as number) * scaleX + offsetX) | 0;
    const y = ((data[k + 1] as number) * scaleY + offsetY) | 0;
    if (x < 0 || y < 0 || x >= width || y >= height) continue;
    if (mask[y * width + x] && kinds[i] !== HIDDEN) found[size++] = i;
  }
  return found.slice(0, size);
}
