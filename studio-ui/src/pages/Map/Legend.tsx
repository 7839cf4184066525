/** What the colours and shapes mean; a press hides a kind, or shows it again. */
import { vars } from "../../components/basics";
import { count } from "../../lib/format";
import type { Kind } from "./paint";

interface LegendProps {
  legend: readonly Kind[];
  hidden: readonly number[];
  onToggle: (kind: number) => void;
}

/** Most urgent kinds first, as they lie on top on the map; kinds without points are left out. */
export function Legend({ legend, hidden, onToggle }: LegendProps) {
  const lines = legend.map(({ label, colour, shape, size }, kind) => size > 0 && (
    <li key={label}>
      <button type="button" aria-pressed={!hidden.includes(kind)} onClick={() => onToggle(kind)}>
        <svg class="icon" viewBox="-8 -8 16 16" aria-hidden="true" style={vars({ kind: `var(${colour})` })}>
          <path d={shape.path} fill={shape.filled ? "currentColor" : undefined} />
        </svg>
        <span class="name">{label}</span>
        <span class="muted">{count(size)}</span>
      </button>
    </li>
  ));
  return <ul class="kinds">{lines.reverse()}</ul>;
}
