/** What the colours and shapes mean; a press hides a kind, or shows it again. */
import { useEffect, useRef } from "preact/hooks";
import { count } from "../../lib/format";
import type { Kind } from "./paint";
import { drawShapes } from "./shapes";

interface LegendProps {
  legend: readonly Kind[];
  inks: readonly string[];
  hidden: ReadonlySet<number>;
  onToggle: (kind: number) => void;
}

/** Most urgent kinds first, as they lie on top on the map; kinds without points are left out. */
export function Legend({ legend, inks, hidden, onToggle }: LegendProps) {
  const shown = legend.map((kind, at) => ({ kind, at })).filter(({ kind }) => kind.size > 0).reverse();
  return (
    <ul class="kinds">
      {shown.map(({ kind, at }) => (
        <li key={kind.label}>
          <button type="button" aria-pressed={!hidden.has(at)} onClick={() => onToggle(at)}>
            <Sign kind={kind} ink={inks[at] ?? ""} />
            <span class="name">{kind.label}</span>
            <span class="muted">{count(kind.size)}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}

const SIDE = 18;

/** The shape of a kind, drawn as on the map. */
function Sign({ kind, ink }: { kind: Kind; ink: string }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const context = canvas.current?.getContext("2d");
    if (!context) return;
    context.setTransform(2, 0, 0, 2, 0, 0);
    context.clearRect(0, 0, SIDE, SIDE);
    drawShapes(context, kind.shape, ink, [SIDE / 2, SIDE / 2], 5.5);
  }, [kind.shape, ink]);
  return <canvas ref={canvas} width={2 * SIDE} height={2 * SIDE} aria-hidden="true" />;
}
