/** The matrix of many classes: one square a pair, drawn pixel by pixel; the pair under the pointer is named above. */
import { useEffect, useRef, useState } from "preact/hooks";
import { vars } from "../../components/basics";
import { count } from "../../lib/format";
import { className } from "../../state/app";
import { inkOf, useScheme } from "../Map/useScheme";
import { cellAt, heatOf, type Grid } from "./cells";
import type { Shown } from "./MatrixPage";

const LEVELS = ["--heat-0", "--heat-1", "--heat-2", "--heat-3", "--heat-4", "--heat-5"];

export function Heat({ matrix, steps, value, pair, choose, grid }: Shown & { grid: Grid }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [over, setOver] = useState<[number, number] | null>(null);
  const scheme = useScheme();
  const { size } = grid;
  useEffect(() => {
    const context = canvas.current?.getContext("2d");
    if (!context) return;
    const colours = LEVELS.map((name) => inkOf(name).match(/\d+/g)!.map(Number));
    const image = new ImageData(size, size);
    for (let at = 0; at < size * size; at++) image.data.set([...colours[0]!, 255], 4 * at);
    for (const cell of matrix.cells) {
      const level = heatOf(value(cell), steps);
      image.data.set([...colours[level]!, 255], 4 * (cell.given * size + cell.suggested));
    }
    context.putImageData(image, 0, 0);
  }, [value, steps, scheme]);
  const place = (event: MouseEvent): [number, number] => {
    const box = event.currentTarget as HTMLElement;
    const cell = (part: number, whole: number) => Math.min(size - 1, Math.max(0, Math.floor((part / whole) * size)));
    return [cell(event.offsetY, box.clientHeight), cell(event.offsetX, box.clientWidth)];
  };
  const pick = ([given, suggested]: [number, number]) => given !== suggested && choose({ given, suggested, tag: null });
  const [row, column] = over ?? [pair.given, pair.suggested];
  const flagged = cellAt(grid, row, column)?.flagged ?? 0;
  return (
    <figure class="heat">
      <figcaption class="small">
        <span class="muted">Given ↓ Suggested →</span> <b>{className(row)} → {className(column)}</b> {count(flagged)} flagged
      </figcaption>
      <div class="heat-box" onClick={(event) => pick(place(event))} onMouseMove={(event) => setOver(place(event))} onMouseLeave={() => setOver(null)}>
        <canvas ref={canvas} width={size} height={size} role="img" aria-label={`Heat map of ${size} by ${size} classes; the pairs are listed below`} />
        <i class="at" style={vars({ x: pair.suggested / size, y: pair.given / size, side: 1 / size })} />
      </div>
    </figure>
  );
}
