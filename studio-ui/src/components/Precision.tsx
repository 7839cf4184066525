// What a random sample says of a pair: the share of right suggestions with its interval; of a small one, its counts.
import type { ComponentChildren } from "preact";
import type { Pair } from "../api/types";
import { ends, percent } from "../lib/format";
import { Range } from "./basics";

const ENOUGH = 10;

/** "92 %", or "4 of 5" where so few say little. */
export function shareRight({ sample_right: right, sample_judged: judged }: Pair): string {
  return judged < ENOUGH ? `${right} of ${judged}` : percent(right / judged);
}

/** Two cells of a table; `none` stands there before anything was judged. */
export function Precision({ pair, none }: { pair: Pair | undefined; none: ComponentChildren }) {
  if (!pair?.interval) return <td class="pr small muted" colSpan={2}>{none}</td>;
  const [low, high] = pair.interval;
  return (
    <>
      <td class="pr"><Range low={low} at={pair.sample_right / pair.sample_judged} high={high} /></td>
      <td class="num small nowrap"><b>{shareRight(pair)}</b> <span class="muted">{ends(pair.interval)}</span></td>
    </>
  );
}
