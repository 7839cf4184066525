/** The matrix of many classes: one square a pair, drawn pixel by pixel; the pair under the pointer is named above. */
import { useEffect, useRef, useState } from "preact/hooks";
import { vars } from "../../components/basics";
import { count } from "../../lib/format";
import { inkOf } from "../../lib/ink";
import { pairNames, type PairKey } from "../../lib/pairs";
import { dark } from "../../state/theme";
import { cellAt, heatOf } from "./cells";
import type { Shown } from "./MatrixPage";

export function Heat({ matrix, steps, value, pair, choose }: Shown) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [over, setOver] = useState<PairKey | null>(null);
  const size = matrix.classes.length;
  useEffect(() => {
    const context = canvas.current?.getContext("2d") as CanvasRenderingContext2D;
    const inks = [0, 1, 2, 3, 4, 5].map((level) => inkOf(`--heat-${level}`));
    context.fillStyle = inks[0]!;
    context.fillRect(0, 0, size, size);
    for (const cell of matrix.cells) {
      context.fillStyle = inks[heatOf(value(cell), steps)]!;
      context.fillRect(cell.suggested, cell.given, 1, 1);
    }
  }, [value, dark.value]);
  /** The pair at a place on the canvas. */
  const place = ({ offsetX: x, offsetY: y }: MouseEvent): PairKey => {
    const at = (pixel: number) => Math.min(size - 1, Math.floor((pixel / canvas.current!.clientWidth) * size));
    return { given: at(y), suggested: at(x), tag: null };
  };
  const { given, suggested } = pairNames(over ?? pair);
  return (
    <figure class="heat">
      <figcaption class="small">
        <span class="muted">Given ↓ Suggested →</span> <b>{given} → {suggested}</b> {count(cellAt(matrix, over ?? pair)?.flagged ?? 0)} flagged
      </figcaption>
      <div class="heat-box" onClick={(event) => choose(place(event))} onMouseMove={(event) => setOver(place(event))} onMouseLeave={() => setOver(null)}>
        <canvas ref={canvas} width={size} height={size} role="img" aria-label="Heat map of the pairs that are listed" />
        <i class="at" style={vars({ x: pair.suggested / size, y: pair.given / size, side: 1 / size })} />
      </div>
    </figure>
  );
}
