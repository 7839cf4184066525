/** One pair of classes: how often, how sure, what it looks like, and the way to its sheet. */
import type { ItemPage, Pair, PairCell } from "../../api/types";
import { Button, Range } from "../../components/basics";
import { Fix } from "../../components/Fix";
import { Precision, shareRight } from "../../components/Precision";
import { Thumb } from "../../components/Thumb";
import { useFetch } from "../../components/useFetch";
import { count, ends } from "../../lib/format";
import { pairNames, sheetOf, type PairKey } from "../../lib/pairs";
import { project } from "../../state/app";
import { cellAt, givenAlike, percents, samePair } from "./cells";
import type { Shown } from "./MatrixPage";
import { PairButton } from "./PairList";

const SHEET = 24;

interface PairPanelProps extends Shown {
  pairs: readonly Pair[];
}

export function PairPanel(props: PairPanelProps) {
  const { matrix, pairs, pair } = props;
  const names = pairNames(pair);
  const cell = cellAt(matrix, pair);
  return (
    <aside class="side" aria-label="The chosen pair">
      <p class="ask"><Fix {...names} status="todo" /></p>
      {cell ? (
        <>
          <dl class="facts">
            <div><dt>Flagged</dt><dd>{count(cell.flagged)}</dd></div>
            <div><dt>Judged</dt><dd>{count(cell.flagged - cell.todo)}</dd></div>
            <div><dt>Of all {names.given}</dt><dd>{percents(cell.flagged / givenAlike(cell, matrix))}</dd></div>
          </dl>
          <Sure pair={pairs.find((one) => samePair(one, pair))} />
          <Pictures key={sheetOf(pair)} pair={pair} />
          <Open cell={cell} />
        </>
      ) : <p class="soft">No item has this pair of labels.</p>}
      <Compare {...props} />
    </aside>
  );
}

/** How often the suggestion is right, from the random sample alone. */
function Sure({ pair }: { pair: Pair | undefined }) {
  if (!pair?.interval) return <p class="soft">How often the suggestion is right is not known yet: that takes a random sample.</p>;
  const [low, high] = pair.interval;
  return (
    <div>
      <p class="soft">
        Suggestion right: <b>{shareRight(pair)}</b> (95&nbsp;%: {ends(pair.interval)}), from {count(pair.sample_judged)} drawn at random.
      </p>
      <Range low={low} at={pair.sample_right / pair.sample_judged} high={high} />
    </div>
  );
}

/** Ten pictures, or the words of four texts, rows or recordings. */
function Pictures({ pair }: { pair: PairKey }) {
  const [look, limit] = project.value.modality === "image" ? ["thumbs", 10] : ["lines", 4];
  const filter = { given: [pair.given], suggested: [pair.suggested], tag: pair.tag === null ? null : [pair.tag], flagged: true };
  const { data } = useFetch<ItemPage>("items", { filter, limit });
  return <ul class={look}>{data?.items.map((item) => <li key={item.target}><Thumb item={item} size={64} /></li>)}</ul>;
}

function Open({ cell }: { cell: PairCell }) {
  const before = Math.floor((cell.flagged - cell.todo) / SHEET);
  const sheets = before + Math.ceil(cell.todo / SHEET);
  const which = cell.todo > 0 && sheets > 1 ? `sheet ${before + 1} of ${sheets}` : "the sheet";
  return <Button look="primary" big href={sheetOf(cell)} hotkey="Enter">Open {which}</Button>;
}

/** The other way round, the largest pair, and the one whose suggestions are surest. */
function Compare({ matrix, pairs, pair: here, choose }: PairPanelProps) {
  const [surest] = pairs.filter((one) => one.interval).sort((a, b) => b.interval![0] - a.interval![0]);
  const found = [
    [cellAt(matrix, { given: here.suggested, suggested: here.given, tag: here.tag }), "the other way round"],
    [matrix.cells[0], "the largest pair"],
    [surest, "the surest pair"],
  ] as const;
  const others = found.filter(([one], at) => one && !samePair(one, here) && at === found.findIndex(([each]) => each && samePair(each, one)));
  return others.length > 0 && (
    <div class="rel">
      <h2>Compare</h2>
      <table>
        <tbody>
          {others.map(([one, why]) => one && (
            <tr key={why}>
              <td>
                <PairButton pair={one} onChoose={choose} />
                <br />
                <span class="small muted">{why}</span>
              </td>
              <td class="num"><b>{count(one.flagged)}</b></td>
              <Precision pair={pairs.find((each) => samePair(each, one))} none="not sampled" />
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
