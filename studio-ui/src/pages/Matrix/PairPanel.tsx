/** One pair of classes: how often, how sure, what it looks like, and the way to its sheet. */
import type { Item, ItemPage, Matrix, Pair, PairCell } from "../../api/types";
import { Button, Range } from "../../components/basics";
import { Fix } from "../../components/Fix";
import { Precision, shareRight } from "../../components/Precision";
import { Thumb } from "../../components/Thumb";
import { useFetch } from "../../components/useFetch";
import { count } from "../../lib/format";
import { pairNames, sheetOf, type PairKey } from "../../lib/pairs";
import { project } from "../../state/app";
import { exactShare, givenAlike, samePair } from "./cells";

const SHEET = 24;
const SHOWN = 10;

interface PairPanelProps {
  matrix: Matrix;
  pairs: readonly Pair[];
  ranked: readonly PairCell[];
  pair: PairKey;
  cell: PairCell | undefined;
  onChoose: (pair: PairKey) => void;
}

export function PairPanel({ matrix, pairs, ranked, pair, cell, onChoose }: PairPanelProps) {
  const all = givenAlike(pair, matrix, project.value.examples);
  const names = pairNames(pair);
  return (
    <aside class="side" aria-label="The chosen pair">
      <p class="ask"><Fix {...names} status="todo" /></p>
      <dl class="facts">
        <div><dt>Flagged</dt><dd>{count(cell?.flagged ?? 0)}</dd></div>
        <div><dt>Judged</dt><dd>{count(cell ? cell.flagged - cell.todo : 0)}</dd></div>
        {all > 0 && <div><dt>Of all {names.given}</dt><dd>{cell ? exactShare(cell.flagged, all) : "0\u00a0%"}</dd></div>}
      </dl>
      {cell ? <Sure pair={pairs.find((one) => samePair(one, pair))} /> : <p class="soft">No item has this pair of labels.</p>}
      {cell && <Pictures pair={pair} />}
      {cell && <Open cell={cell} />}
      <Compare {...{ pairs, ranked, pair, onChoose }} />
    </aside>
  );
}

/** How often the suggestion is right, from the random sample alone. */
function Sure({ pair }: { pair: Pair | undefined }) {
  if (!pair?.interval) {
    const judged = pair && pair.sample_judged > 0 ? ` ${count(pair.sample_right)} of ${count(pair.sample_judged)} sampled so far.` : "";
    return <p class="soft">How often the suggestion is right is not known yet.{judged} A random sample on the sheet tells.</p>;
  }
  const share = pair.sample_right / pair.sample_judged;
  const [low, high] = pair.interval;
  return (
    <div>
      <p class="soft">
        Suggestion right: <b>{shareRight(pair)}</b>, 95&nbsp;% between{" "}
        {Math.floor(low * 100)} and {Math.ceil(high * 100)}, from {count(pair.sample_judged)} drawn at random.
      </p>
      <Range low={low} at={share} high={high} />
    </div>
  );
}

function Pictures({ pair }: { pair: PairKey }) {
  const filter = { given: [pair.given], suggested: [pair.suggested], tag: pair.tag === null ? null : [pair.tag], flagged: true };
  const { data } = useFetch<ItemPage>("items", { filter, order: "rank", offset: 0, limit: SHOWN });
  const items = data?.items.filter((item) => samePair(item, pair)) ?? [];
  const pictures = items.filter((item) => item.media === "image");
  if (pictures.length > 0) return <div class="thumbs">{pictures.map((item) => <Thumb key={item.target} item={item} size={64} />)}</div>;
  return <ul class="lines">{items.slice(0, 4).map((item: Item) => <li key={item.target}><Thumb item={item} size={64} /></li>)}</ul>;
}

function Open({ cell }: { cell: PairCell }) {
  const before = Math.floor((cell.flagged - cell.todo) / SHEET);
  const sheets = before + Math.ceil(cell.todo / SHEET);
  const word = cell.todo === 0 ? "Open the sheet" : sheets === 1 ? "Open the sheet" : `Open sheet ${before + 1} of ${sheets}`;
  return <Button look="primary" big href={sheetOf(cell)} hotkey="Enter">{word}</Button>;
}

interface Other extends PairKey {
  flagged: number;
  why: string;
}

function Compare({ pairs, ranked, pair: here, onChoose }: Omit<PairPanelProps, "matrix" | "cell">) {
  const others = comparisons(pairs, ranked, here);
  if (others.length === 0) return null;
  return (
    <div class="rel">
      <h2>Compare</h2>
      <table>
        <tbody>
          {others.map((one) => {
            const pair = pairs.find((each) => samePair(each, one));
            return (
              <tr key={one.why}>
                <td>
                  <button type="button" class="plain-btn" onClick={() => onChoose(one)}>
                    <Fix {...pairNames(one)} status="todo" />
                  </button>
                  <br />
                  <span class="small muted">{one.why}</span>
                </td>
                <td class="num"><b>{count(one.flagged)}</b></td>
                <Precision pair={pair} none="not sampled" />
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

/** The other way round, the largest pair, and the one whose suggestions are surest. */
function comparisons(pairs: readonly Pair[], ranked: readonly PairCell[], pair: PairKey): Other[] {
  const sampled = pairs.filter((one) => one.interval !== null);
  const surest = sampled.sort((a, b) => (b.interval?.[0] ?? 0) - (a.interval?.[0] ?? 0))[0];
  const back = { given: pair.suggested, suggested: pair.given, tag: pair.tag };
  const found: [PairCell | Pair | undefined, string][] = [
    [ranked.find((cell) => samePair(cell, back)), "the other way round"],
    [ranked[0], "the largest pair"],
    [surest, "the surest pair"],
  ];
  const others: Other[] = [];
  for (const [cell, why] of found) {
    if (!cell || samePair(cell, pair) || others.some((one) => samePair(one, cell)) || others.length === 3) continue;
    others.push({ given: cell.given, suggested: cell.suggested, tag: cell.tag, flagged: cell.flagged, why });
  }
  return others;
}
