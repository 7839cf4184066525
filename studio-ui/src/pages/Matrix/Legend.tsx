/** Where the five blues begin, and the keys of the matrix. */
import { count } from "../../lib/format";
import { heatOf, type Show } from "./cells";

const WORDS: Record<Show, string> = { flagged: "Flagged", share: "Flagged, % of the row's class", todo: "To review" };

export function Legend({ show, steps }: { show: Show; steps: readonly number[] }) {
  const word = (step: number) => (show === "share" ? `${Number((step * 100).toPrecision(2))}` : count(step));
  return (
    <p class="leg small muted">
      <span>{WORDS[show]}</span>
      {steps.map((step, at) => (
        <span key={step}><i class={`h${heatOf(step, steps)}`} />{word(step)}{at === steps.length - 1 && steps.length > 1 ? " or more" : ""}</span>
      ))}
      <span class="right">Arrow keys move, <kbd>Enter</kbd> opens the sheet</span>
    </p>
  );
}
