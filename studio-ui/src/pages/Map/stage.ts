/**
 * Draws up to millions of points without a GPU, and finds them again: under the pointer, or inside a lasso.
 *
 * A pixel shows the most frequent kind of its highest layer, the denser the stronger; few points are drawn as shapes, so that kinds differ
 * by more than colour. While a hand drags, only a part of very many points is drawn.
 */
import type { Painting } from "./paint";
import { SPAN, type Points } from "./points";

/** A painting in the colours of the page; `pixels` are 0 for kinds that are hidden. */
export interface Look extends Painting {
  inks: string[];
  pixels: number[];
}

/** A closed line, as x, y pairs in the numbers of the data. */
export type Outline = readonly number[];

export type Stage = ReturnType<typeof makeStage>;

/** The part of the canvas that the whole map takes. */
const INNER = 0.94;
const CLOSEST = 400;
const REST = 90;
const SHAPES_BELOW = 6_000;
const SPLATS_BELOW = 150_000;
const MOVED_AT_ONCE = 250_000;
const FAINTEST = 210;
const NEAR = 9;

const between = (least: number, value: number, most: number): number => Math.min(most, Math.max(least, value));

/** A map on a canvas, with marks in the drawing above it: a polygon for the lasso, a circle for the point. */
export function makeStage(canvas: HTMLCanvasElement, above: SVGElement, { x, y }: Points) {
  const context = canvas.getContext("2d") as CanvasRenderingContext2D;
  const [lasso, ring] = above.children as unknown as [Element, Element];
  /** The pixel of every point, -1 where it is not seen. */
  const places = new Int32Array(x.length);
  let look: Look;
  let outline: Outline = [];
  let hovered = -1;
  // The middle of the canvas in the numbers of the data, and how much larger than the whole; from these, pixels.
  let [middleX, middleY, magnified] = [SPAN / 2, SPAN / 2, 1];
  let [scaleX, scaleY, left, top] = [1, 1, 0, 0];
  let [width, height] = [0, 0];
  let frame = 0;
  let timer = 0;

  const resized = (): boolean => width !== canvas.clientWidth || height !== canvas.clientHeight;

  /** Fit drawing and numbers to the canvas and to what is looked at. */
  function fit(): void {
    if (resized()) {
      [width, height] = [Math.max(3, canvas.clientWidth), Math.max(3, canvas.clientHeight)];
      Object.assign(canvas, { width, height });
    }
    scaleX = (magnified * INNER * width) / SPAN;
    scaleY = (-magnified * INNER * height) / SPAN;
    left = width / 2 - middleX * scaleX;
    top = height / 2 - middleY * scaleY;
  }

  /** Draw every `step`-th point. */
  function draw(step: number): void {
    fit();
    const seen = step * locate(step);
    context.clearRect(0, 0, width, height);
    if (seen < SHAPES_BELOW) drawShapes(seen > 1_500 ? 0.5 : seen > 300 ? 0.75 : 1);
    else drawPixels(seen < SPLATS_BELOW ? 1 : 0);
    mark();
  }

  /** Find the pixel of every `step`-th point; how many are seen. */
  function locate(step: number): number {
    const { kinds, pixels } = look;
    let seen = 0;
    places.fill(-1);
    for (let i = 0; i < x.length; i += step) {
      const column = (x[i]! * scaleX + left) | 0;
      const row = (y[i]! * scaleY + top) | 0;
      if (column < 1 || row < 1 || column >= width - 1 || row >= height - 1 || !pixels[kinds[i]!]) continue;
      places[i] = row * width + column;
      seen += 1;
    }
    return seen;
  }

  /** Density and kind; `reach` 0 paints one pixel a point, 1 three by three. */
  function drawPixels(reach: 0 | 1): void {
    const image = new ImageData(width, height);
    const shown = new Uint32Array(image.data.buffer);
    const counts = new Uint32Array(shown.length);
    const leaders = new Uint8Array(shown.length);
    const leads = new Uint32Array(shown.length);
    /** A higher layer covers a lower one; in one layer the leader is found as in Boyer and Moore's majority vote. */
    const vote = (at: number, kind: number): void => {
      const above = look.layers[kind]! - look.layers[leaders[at]!]!;
      counts[at]! += 1;
      if (above > 0 || (above === 0 && leads[at] === 0)) {
        leaders[at] = kind;
        leads[at] = 1;
      } else if (above === 0) leads[at]! += leaders[at] === kind ? 1 : -1;
    };
    for (let i = 0; i < places.length; i++) {
      const at = places[i]!;
      if (at < 0) continue;
      const kind = look.kinds[i]!;
      for (let row = at - reach * width; row <= at + reach * width; row += width) {
        for (let spot = row - reach; spot <= row + reach; spot++) vote(spot, kind);
      }
    }
    for (let at = 0; at < shown.length; at++) {
      const strength = Math.min(255, FAINTEST + 6 * (31 - Math.clz32(counts[at]!)));
      if (counts[at]) shown[at] = look.pixels[leaders[at]!]! & ((strength << 24) | 0xffffff);
    }
    context.putImageData(image, 0, 0);
  }

  /** The rarest kinds last, so that they lie on top. */
  function drawShapes(scale: number): void {
    const one = look.legend.map(({ shape }) => new Path2D(shape.path));
    const all = one.map(() => new Path2D());
    places.forEach((at, i) => {
      const kind = look.kinds[i]!;
      if (at >= 0) all[kind]!.addPath(one[kind]!, { a: scale, d: scale, e: at % width, f: Math.floor(at / width) });
    });
    context.lineWidth = Math.max(1, 2.5 * scale);
    look.legend.forEach(({ shape }, kind) => {
      context.fillStyle = context.strokeStyle = look.inks[kind]!;
      if (shape.filled) context.fill(all[kind]!);
      else context.stroke(all[kind]!);
    });
  }

  const words = (line: Outline): string => line.map((one, n) => (n % 2 ? one * scaleY + top : one * scaleX + left)).join(" ");

  /** Draw lasso and point again. */
  function mark(): void {
    lasso.setAttribute("points", words(outline));
    ring.setAttribute("transform", hovered < 0 ? "scale(0)" : `translate(${words([x[hovered]!, y[hovered]!])})`);
  }

  /** Draw and say how long it took. */
  function timed(step: number, as: "frame" | "settle"): void {
    cancelAnimationFrame(frame);
    const start = performance.now();
    draw(step);
    canvas.dataset[as] = String(Math.round(performance.now() - start));
  }

  function settle(): void {
    timed(1, "settle");
    canvas.dataset["state"] = "settled";
  }

  function lookAt(x: number, y: number, next = magnified): void {
    middleX = between(0, x, SPAN);
    middleY = between(0, y, SPAN);
    magnified = next;
    fit();
    canvas.dataset["state"] = "moving";
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(() => timed(Math.ceil(places.length / MOVED_AT_ONCE), "frame"));
    clearTimeout(timer);
    timer = window.setTimeout(settle, REST);
  }

  /** Where a pixel lies in the data. */
  const place = (atX: number, atY: number): [number, number] => [(atX - left) / scaleX, (atY - top) / scaleY];

  return {
    place,
    resize: (): void => void (resized() && settle()),
    paint(next: Look): void {
      look = next;
      settle();
    },
    pan: (dx: number, dy: number): void => lookAt(middleX - dx / scaleX, middleY - dy / scaleY),
    /** Zoom around a pixel; never smaller than the whole. */
    zoom(factor: number, atX = width / 2, atY = height / 2): void {
      const next = between(1, magnified * factor, CLOSEST);
      const [fixedX, fixedY] = place(atX, atY);
      const by = magnified / next;
      lookAt(fixedX + (middleX - fixedX) * by, fixedY + (middleY - fixedY) * by, next);
    },
    whole: (): void => lookAt(SPAN / 2, SPAN / 2, 1),
    /** The outline of what is in view. */
    view: (): Outline => [...place(0, 0), ...place(width, 0), ...place(width, height), ...place(0, height)],
    /** Show a lasso. */
    draw(next: Outline): void {
      outline = next;
      mark();
    },
    /** Mark the point nearest to a pixel, and return it; -1 where none is near. */
    hover(atX: number, atY: number): number {
      let best = NEAR * NEAR;
      hovered = -1;
      places.forEach((at, i) => {
        const distance = (at % width - atX) ** 2 + (Math.floor(at / width) - atY) ** 2;
        if (at >= 0 && distance <= best) [hovered, best] = [i, distance];
      });
      mark();
      return hovered;
    },
    /** The shown points inside an outline. */
    inside(line: Outline): number[] {
      locate(1);
      const sheet = new OffscreenCanvas(width, height).getContext("2d") as OffscreenCanvasRenderingContext2D;
      sheet.fill(new Path2D(`M${words(line)}`));
      const { data } = sheet.getImageData(0, 0, width, height);
      const found: number[] = [];
      places.forEach((at, i) => at >= 0 && data[4 * at + 3]! > 127 && found.push(i));
      return found;
    },
    stop(): void {
      cancelAnimationFrame(frame);
      clearTimeout(timer);
    },
  };
}
