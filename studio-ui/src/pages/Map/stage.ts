/** The canvas of the map: draws coarse while it moves and fine once it rests, and turns a lasso into points. */
import { inMask, panned, resized, wholeView, zoomed, type Points, type View } from "./points";
import { drawDensity, drawNearest, makeGrid, visible, type Grid, type Paint } from "./raster";
import { drawShapes, type Shape } from "./shapes";

/** What a drawing needs to know about colours: `shapes` and `inks` by kind. */
export interface Look extends Paint {
  shapes: readonly Shape[];
  inks: readonly string[];
  outline: string;
}

/** A closed line, as x, y pairs in the numbers of the data. */
export type Outline = readonly number[];

const REST = 90;
const SHAPES_BELOW = 6_000;
const SPLATS_BELOW = 80_000;

export class Stage {
  view: View;
  outline: Outline | null = null;
  hovered = -1;
  private readonly context: CanvasRenderingContext2D;
  private readonly above: CanvasRenderingContext2D;
  private image: ImageData;
  private pixels: Uint32Array;
  private grid: Grid;
  private frame = 0;
  private timer = 0;

  constructor(
    private readonly canvas: HTMLCanvasElement,
    private readonly overlay: HTMLCanvasElement,
    private readonly points: Points,
    private look: Look,
  ) {
    this.context = canvas.getContext("2d") as CanvasRenderingContext2D;
    this.above = overlay.getContext("2d") as CanvasRenderingContext2D;
    const [width, height] = [Math.max(1, canvas.clientWidth), Math.max(1, canvas.clientHeight)];
    this.view = wholeView(width, height);
    [this.image, this.pixels, this.grid] = this.room(width, height);
    this.settle();
  }

  /** Fit the canvas to its place on the page. */
  resize(): void {
    const { clientWidth: width, clientHeight: height } = this.canvas;
    if (width === 0 || height === 0 || (width === this.view.width && height === this.view.height)) return;
    this.view = resized(this.view, width, height);
    [this.image, this.pixels, this.grid] = this.room(width, height);
    this.settle();
  }

  repaint(look: Look): void {
    this.look = look;
    this.settle();
  }

  zoom(factor: number, x = this.view.width / 2, y = this.view.height / 2): void {
    this.move(zoomed(this.view, factor, x, y));
  }

  pan(dx: number, dy: number): void {
    this.move(panned(this.view, dx, dy));
  }

  whole(): void {
    this.move(wholeView(this.view.width, this.view.height));
  }

  /** Draw hover and lasso again. */
  mark(): void {
    const { above, view } = this;
    above.clearRect(0, 0, view.width, view.height);
    if (this.outline) this.drawOutline(this.outline);
    if (this.hovered >= 0) this.drawHovered();
  }

  /** Where a pixel lies in the data. */
  place(x: number, y: number): [number, number] {
    const { scaleX, scaleY, offsetX, offsetY } = this.view;
    return [(x - offsetX) / scaleX, (y - offsetY) / scaleY];
  }

  /** The shown points inside an outline. */
  inside(outline: Outline): Uint32Array {
    const { width, height } = this.view;
    const sheet = new OffscreenCanvas(width, height).getContext("2d") as OffscreenCanvasRenderingContext2D;
    sheet.fill(this.path(outline));
    const { data } = sheet.getImageData(0, 0, width, height);
    const mask = new Uint8Array(width * height);
    for (let at = 0; at < mask.length; at++) mask[at] = (data[at * 4 + 3] as number) > 127 ? 1 : 0;
    return inMask(this.points, this.look.kinds, this.view, mask);
  }

  stop(): void {
    cancelAnimationFrame(this.frame);
    clearTimeout(this.timer);
  }

  private room(width: number, height: number): [ImageData, Uint32Array, Grid] {
    for (const canvas of [this.canvas, this.overlay]) Object.assign(canvas, { width, height });
    const image = new ImageData(width, height);
    return [image, new Uint32Array(image.data.buffer), makeGrid(width * height)];
  }

  private move(view: View): void {
    this.view = view;
    this.canvas.dataset.state = "moving";
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(() => this.coarse());
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.settle(), REST);
  }

  private coarse(): void {
    const start = performance.now();
    drawNearest(this.points, this.look, this.view, this.pixels);
    this.context.putImageData(this.image, 0, 0);
    this.mark();
    this.canvas.dataset.frame = String(Math.round(performance.now() - start));
  }

  private settle(): void {
    cancelAnimationFrame(this.frame);
    const start = performance.now();
    const shown = visible(this.points, this.look.kinds, this.view, SHAPES_BELOW);
    if (typeof shown === "number") {
      drawDensity(this.points, this.look, this.view, this.pixels, this.grid, shown < SPLATS_BELOW ? 1 : 0);
      this.context.putImageData(this.image, 0, 0);
    } else this.fine(shown);
    this.mark();
    this.canvas.dataset.settle = String(Math.round(performance.now() - start));
    this.canvas.dataset.state = "settled";
  }

  /** Few points: shapes, the rarest kinds last so that they lie on top. */
  private fine(shown: Uint32Array): void {
    const { context, look, points, view } = this;
    const places: number[][] = look.inks.map(() => []);
    for (const i of shown) {
      const at = places[look.kinds[i] as number];
      at?.push((points.data[4 * i] as number) * view.scaleX + view.offsetX);
      at?.push((points.data[4 * i + 1] as number) * view.scaleY + view.offsetY);
    }
    context.clearRect(0, 0, view.width, view.height);
    const radius = shown.length > 1_500 ? 3 : shown.length > 300 ? 4.5 : 6;
    look.shapes.forEach((shape, kind) => {
      drawShapes(context, shape, look.inks[kind] as string, places[kind] as number[], radius);
    });
  }

  private path(outline: Outline): Path2D {
    const { scaleX, scaleY, offsetX, offsetY } = this.view;
    const path = new Path2D();
    for (let i = 0; i < outline.length; i += 2) {
      path.lineTo((outline[i] as number) * scaleX + offsetX, (outline[i + 1] as number) * scaleY + offsetY);
    }
    path.closePath();
    return path;
  }

  private drawOutline(outline: Outline): void {
    const { above, look } = this;
    const path = this.path(outline);
    above.strokeStyle = look.outline;
    above.lineWidth = 2;
    above.setLineDash([6, 4]);
    above.stroke(path);
    above.setLineDash([]);
    above.globalAlpha = 0.1;
    above.fillStyle = look.outline;
    above.fill(path);
    above.globalAlpha = 1;
  }

  private drawHovered(): void {
    const { above, points, view, hovered } = this;
    const x = (points.data[4 * hovered] as number) * view.scaleX + view.offsetX;
    const y = (points.data[4 * hovered + 1] as number) * view.scaleY + view.offsetY;
    above.strokeStyle = this.look.outline;
    above.lineWidth = 2;
    above.beginPath();
    above.arc(x, y, 8, 0, 2 * Math.PI);
    above.stroke();
  }
}
