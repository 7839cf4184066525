// The ten biggest class pairs: how many, how many judged, and what share of suggestions a random sample found right.
import type { Pair } from "../../api/types";
import { Bar } from "../../components/basics";
import { Fix } from "../../components/Fix";
import { Precision } from "../../components/Precision";
import { Thumb } from "../../components/Thumb";
import { count } from "../../lib/format";
import { pairNames, sheetOf } from "../../lib/pairs";
import { boot, isTags } from "../../state/app";

const SHOWN = 10;
const SAMPLE = 30;

export function Pairs() {
  const pairs = boot.value?.pairs.slice(0, SHOWN) ?? [];
  const total = boot.value?.pair_count ?? 0;
  if (pairs.length === 0) return null;
  const half = Math.ceil(pairs.length / 2);
  return (
    <section class="card pairs">
      <header>
        <h2>{isTags.value ? "Tags with most doubt" : "Biggest class pairs"}</h2>
        <span class="muted small">{total > pairs.length && `${pairs.length} of ${count(total)}, `}most left to review first</span>
        <span class="right"><a href="/matrix">All pairs in the matrix</a></span>
      </header>
      <div class="cols">
        {[pairs.slice(0, half), pairs.slice(half)].map((some, at) => some.length > 0 && <Half key={at} pairs={some} />)}
      </div>
    </section>
  );
}

function Half({ pairs }: { pairs: Pair[] }) {
  const pictures = pairs.some((pair) => pair.shown[0]?.media === "image");
  return (
    <table>
      <colgroup>{pictures && <col class="c-pictures" />}<col /><col class="c-num" /><col class="c-bar" /><col class="c-range" /><col class="c-share" /></colgroup>
      <thead>
        <tr><th colSpan={pictures ? 2 : 1}>Given → suggested</th><th class="num">Flagged</th><th>Judged</th><th colSpan={2} class="prh">Suggestion right (95&nbsp;%)</th></tr>
      </thead>
      <tbody>{pairs.map((pair) => <Row key={sheetOf(pair)} pair={pair} pictures={pictures} />)}</tbody>
    </table>
  );
}

function Row({ pair, pictures }: { pair: Pair; pictures: boolean }) {
  const { flagged, judged, shown } = pair;
  const link = sheetOf(pair);
  const { given, suggested } = pairNames(pair);
  return (
    <tr>
      {pictures && <td><span class="ths">{shown.slice(0, 2).map((item) => <Thumb key={item.target} item={item} size={36} />)}</span></td>}
      <td class="cut"><a class="plain" href={link}><Fix given={given} suggested={suggested} status="todo" /></a></td>
      <td class="num"><b>{count(flagged)}</b></td>
      <td>
        <Bar value={judged / flagged} tone="p" />
        <span class="sr">{count(judged)} judged</span>
      </td>
      <Precision pair={pair} none={<a href={link}>{flagged > SAMPLE ? `Sample ${SAMPLE}` : `Judge all ${flagged}`} to find out</a>} />
    </tr>
  );
}
