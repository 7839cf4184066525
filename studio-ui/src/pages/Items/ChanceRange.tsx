// The range of the chance that the given label is wrong: two handles, set when they are let go.
import { useEffect, useState } from "preact/hooks";
import type { Filter } from "../../api/types";
import { vars } from "../../components/basics";
import { trimmed } from "../../lib/filter";
import { setFilter } from "./words";

export function ChanceRange({ filter }: { filter: Filter }) {
  const [low, setLow] = useState(filter.least ?? 0);
  const [high, setHigh] = useState(filter.most ?? 1);
  useEffect(() => (setLow(filter.least ?? 0), setHigh(filter.most ?? 1)), [filter.least, filter.most]);
  const keep = (least: number, most: number): void => setFilter(trimmed({ ...filter, least: least > 0 ? least : null, most: most < 1 ? most : null }));
  const what = filter.labelled === false ? "Suggestion is likely" : "Chance wrong";
  const percent = (share: number): string => `${Math.round(share * 100)}\u00a0%`;
  return (
    <section>
      <h2>{what}</h2>
      <div class="two" style={vars({ lo: low, hi: high })}>
        <input type="range" min={0} max={100} value={low * 100} aria-label={`${what}, at least`} aria-valuetext={percent(low)}
          onInput={(event) => setLow(Math.min(event.currentTarget.valueAsNumber / 100, high))} onChange={() => keep(low, high)} />
        <input type="range" min={0} max={100} value={high * 100} aria-label={`${what}, at most`} aria-valuetext={percent(high)}
          onInput={(event) => setHigh(Math.max(event.currentTarget.valueAsNumber / 100, low))} onChange={() => keep(low, high)} />
      </div>
      <p class="ends"><span>{percent(low)}</span><span>{percent(high)}</span></p>
    </section>
  );
}
