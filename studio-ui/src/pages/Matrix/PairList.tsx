/** Pairs of classes as a list with a search: all there is to see where classes are too many for a picture. */
import { useState } from "preact/hooks";
import { Bar, Button, Table } from "../../components/basics";
import { Find } from "../../components/Find";
import { Fix } from "../../components/Fix";
import { count } from "../../lib/format";
import { pairNames, type PairKey } from "../../lib/pairs";
import { isTags } from "../../state/app";
import { givenAlike, percents, samePair } from "./cells";
import type { Shown } from "./MatrixPage";

const STEP = 50;

export function PairList({ cells, matrix, pair, choose }: Shown) {
  const [text, setText] = useState("");
  const [shown, setShown] = useState(STEP);
  const found = cells.filter((cell) => Object.values(pairNames(cell)).join("\n").toLowerCase().includes(text.trim().toLowerCase()));
  const most = found[0]?.flagged ?? 1;
  return (
    <div class="pair-list">
      <Find value={text} words={`Find a ${isTags.value ? "tag" : "class"}`} onFind={(typed) => (setText(typed), setShown(STEP))} />
      <p class="small muted" role="status">{count(found.length)} of {count(cells.length)} pairs</p>
      <Table heads={["Given → suggested", "#Flagged", "#To review", "#Of its kind", "(Flagged, as a bar)"]}>
        {found.slice(0, shown).map((cell) => {
          const here = samePair(cell, pair);
          return (
            <tr key={`${cell.tag} ${cell.given} ${cell.suggested}`} class={here ? "here" : ""}>
              <td><PairButton pair={cell} pressed={here} onChoose={choose} /></td>
              <td class="num"><b>{count(cell.flagged)}</b></td>
              <td class="num">{count(cell.todo)}</td>
              <td class="num muted">{percents(cell.flagged / givenAlike(cell, matrix))}</td>
              <td class="rg"><Bar value={cell.flagged / most} /></td>
            </tr>
          );
        })}
      </Table>
      {found.length > shown && <Button onClick={() => setShown(shown + 4 * STEP)}>Show more of {count(found.length)}</Button>}
    </div>
  );
}

/** The two labels of a pair; a press chooses it. */
export function PairButton({ pair, pressed, onChoose }: { pair: PairKey; pressed?: boolean; onChoose: (pair: PairKey) => void }) {
  return <button type="button" class="plain-btn" aria-pressed={pressed} onClick={() => onChoose(pair)}><Fix {...pairNames(pair)} status="todo" /></button>;
}
