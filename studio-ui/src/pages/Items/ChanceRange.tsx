// The range of the chance that the given label is wrong: two handles, set when they are let go.
import { useEffect, useState } from "preact/hooks";
import type { Filter } from "../../api/types";
import { vars } from "../../components/basics";
import { share } from "../../lib/format";
import { project } from "../../state/app";
import { setFilter } from "./words";

export function ChanceRange({ filter }: { filter: Filter }) {
  const { least, most } = filter;
  const [ends, setEnds] = useState<[number, number]>([0, 1]);
  useEffect(() => setEnds([least ?? 0, most ?? 1]), [least, most]);
  const [low, high] = ends;
  const what = filter.labelled === false ? "Suggestion is likely" : "Chance wrong";
  const move = (end: number, to: number): void => setEnds(end === 0 ? [Math.min(to, high), high] : [low, Math.max(to, low)]);
  const keep = (): void => setFilter({ ...filter, least: low || null, most: high < 1 ? high : null });
  const percents = ends.map((end) => share(end));
  return (
    <section>
      <h2>{what}</h2>
      {filter.labelled !== false && <Histogram low={low} high={high} />}
      <div class="two" style={vars({ lo: low, hi: high })}>
        {ends.map((value, end) => (
          <input key={end} type="range" value={value * 100} aria-label={`${what}, at ${end ? "most" : "least"}`} aria-valuetext={percents[end]}
            onInput={(event) => move(end, event.currentTarget.valueAsNumber / 100)} onChange={keep} />
        ))}
      </div>
      <p class="ends">{percents.map((percent, end) => <span key={end}>{percent}</span>)}</p>
    </section>
  );
}

/** How many labels have which chance, by twentieths; heights go with the square root, so that the few suspect ones show. */
function Histogram({ low, high }: { low: number; high: number }) {
  const { chances } = project.value;
  const heights = chances.map((number) => Math.sqrt(number / Math.max(1, ...chances)));
  return (
    <svg class="hist" viewBox="0 0 20 1" preserveAspectRatio="none" role="img" aria-label="Histogram of the chance that labels are wrong">
      {heights.map((height, at) => <rect key={at} class={at + 1 > low * 20 && at < high * 20 ? "in" : ""} x={at + 0.06} y={1 - height} width={0.88} height={height} />)}
    </svg>
  );
}
