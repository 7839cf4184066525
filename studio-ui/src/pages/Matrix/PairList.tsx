/** Pairs of classes as a list with a search: all there is to see where classes are too many for a picture. */
import { useState } from "preact/hooks";
import type { PairCell } from "../../api/types";
import { Bar, Button } from "../../components/basics";
import { Fix } from "../../components/Fix";
import { count } from "../../lib/format";
import { pairNames } from "../../lib/pairs";
import { isTags, project } from "../../state/app";
import { exactShare, givenAlike, samePair } from "./cells";
import type { Shown } from "./MatrixPage";

const STEP = 50;

export function PairList({ cells, matrix, pair, choose }: Shown & { cells: readonly PairCell[] }) {
  const [typed, setTyped] = useState("");
  const [shown, setShown] = useState(STEP);
  const found = cells.filter((cell) => matches(cell, typed.trim().toLowerCase()));
  const most = Math.max(1, ...found.slice(0, 1).map((cell) => cell.flagged));
  return (
    <div class="pair-list">
      <label class="small muted">
        Find a {isTags.value ? "tag" : "class"} <input class="field" type="search" value={typed} onInput={(event) => (setTyped(event.currentTarget.value), setShown(STEP))} />
      </label>
      <p class="small muted" role="status">{count(found.length)} of {count(cells.length)} pairs</p>
      <table>
        <thead>
          <tr>
            <th scope="col">Given → suggested</th>
            <th scope="col" class="num">Flagged</th>
            <th scope="col" class="num">To review</th>
            <th scope="col" class="num wide">Of its kind</th>
            <th class="wide"><span class="sr">Flagged, as a bar</span></th>
          </tr>
        </thead>
        <tbody>
          {found.slice(0, shown).map((cell) => {
            const here = samePair(cell, pair);
            const all = givenAlike(cell, matrix, project.value.examples);
            return (
              <tr key={`${cell.tag} ${cell.given} ${cell.suggested}`} class={here ? "here" : ""}>
                <td>
                  <button type="button" class="plain-btn" aria-pressed={here} onClick={() => choose(cell)}>
                    <Fix {...pairNames(cell)} status="todo" />
                  </button>
                </td>
                <td class="num"><b>{count(cell.flagged)}</b></td>
                <td class="num">{count(cell.todo)}</td>
                <td class="num muted wide">{all > 0 ? exactShare(cell.flagged, all) : ""}</td>
                <td class="rg wide"><Bar value={cell.flagged / most} /></td>
              </tr>
            );
          })}
        </tbody>
      </table>
      {found.length > shown && <Button onClick={() => setShown(shown + 4 * STEP)}>Show more of {count(found.length)}</Button>}
    </div>
  );
}

function matches(cell: PairCell, text: string): boolean {
  const { given, suggested } = pairNames(cell);
  return text === "" || given.toLowerCase().includes(text) || suggested.toLowerCase().includes(text);
}
