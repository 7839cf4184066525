/** Which labels are confused: flagged items by given and suggested class, a cell leads to its contact sheet. */
import { useMemo, useState } from "preact/hooks";
import type { Matrix, Pair, PairCell } from "../../api/types";
import { Button, Seg, Strip } from "../../components/basics";
import { useFetch } from "../../components/useFetch";
import { useKeys } from "../../keys";
import { count, percent } from "../../lib/format";
import { sheetOf, type PairKey } from "../../lib/pairs";
import { navigate, route, setQuery } from "../../router";
import { isTags, project } from "../../state/app";
import { Heat } from "./Heat";
import { byCount, gridOf, heatSteps, moved, samePair, valueOf, type Show } from "./cells";
import { Legend } from "./Legend";
import { PairList } from "./PairList";
import { PairPanel } from "./PairPanel";
import { Table } from "./Table";

/** Up to so many classes the numbers are printed; up to the second, a heat map is drawn; beyond, pairs are listed. */
const PRINTED = 20;
const DRAWN = 200;
const PAIRS = 200;

export interface PairsAnswer {
  pairs: Pair[];
  total: number;
}

export function MatrixPage() {
  const { data: matrix, problem } = useFetch<Matrix>("matrix");
  const { data: pairs } = useFetch<PairsAnswer>("pairs", { limit: PAIRS });
  return (
    <main id="main" class="matrix">
      {problem && <Strip kind="err" icon="flag" title="The matrix is not shown.">{problem}</Strip>}
      {matrix && matrix.cells.length > 0 && <Board matrix={matrix} pairs={pairs?.pairs ?? []} />}
      {matrix && matrix.cells.length === 0 && <Nothing />}
      {!matrix && !problem && <Waiting />}
    </main>
  );
}

function Nothing() {
  return (
    <section>
      <h1>No labels are confused</h1>
      <p class="soft">The audit flagged no label, so there is no pair of classes to show.</p>
      <p><Button href="/items">See all items</Button></p>
    </section>
  );
}

function Waiting() {
  return (
    <section class="skel" aria-busy="true">
      <h1>Which labels are confused</h1>
      <i class="w40" /><i class="w90 big" />
    </section>
  );
}

/** What is shown of the cells, how dark they are, and which one is chosen. */
export interface Shown {
  matrix: Matrix;
  show: Show;
  steps: number[];
  value: (cell: PairCell | undefined) => number;
  pair: PairKey;
  choose: (pair: PairKey) => void;
}

function Board({ matrix, pairs }: { matrix: Matrix; pairs: readonly Pair[] }) {
  const [show, setShow] = useState<Show>("flagged");
  const { examples } = project.value;
  const grid = useMemo(() => gridOf(matrix), [matrix]);
  const value = useMemo(() => (cell: PairCell | undefined) => valueOf(cell, show, matrix, examples), [matrix, show]);
  const ranked = useMemo(() => byCount(matrix.cells, (cell) => cell.flagged), [matrix]);
  const shownRank = useMemo(() => byCount(matrix.cells, value), [value]);
  const steps = useMemo(() => heatSteps(Math.max(0, ...matrix.cells.map(value)), show !== "share"), [value]);
  const pair = chosen(route.value.query, ranked[0] as PairCell);
  const choose = ({ given, suggested, tag }: PairKey) => setQuery({ given, suggested, tag });
  const cell = matrix.cells.find((one) => samePair(one, pair));
  const listed = isTags.value || grid.size > DRAWN;
  useMatrixKeys(pair, choose, cell, listed ? shownRank : grid.size);
  const shown: Shown = { matrix, show, steps, value, pair, choose };
  return (
    <>
      <section>
        <Head ranked={ranked} show={show} onShow={setShow} />
        {!listed && grid.size <= PRINTED && <Table {...shown} grid={grid} />}
        {!listed && grid.size > PRINTED && (
          <div class="halves">
            <Heat {...shown} grid={grid} />
            <PairList {...shown} cells={shownRank} />
          </div>
        )}
        {listed ? <PairList {...shown} cells={shownRank} /> : <Legend show={show} steps={steps} />}
      </section>
      <PairPanel matrix={matrix} pairs={pairs} ranked={ranked} pair={pair} cell={cell} onChoose={choose} />
    </>
  );
}

function chosen(query: URLSearchParams, first: PairKey): PairKey {
  const [given, suggested, tag] = [query.get("given"), query.get("suggested"), query.get("tag")];
  if (given === null || suggested === null) return first;
  return { given: Number(given), suggested: Number(suggested), tag: tag === null ? null : Number(tag) };
}

/** Arrows walk over the matrix, or up and down the list. */
function useMatrixKeys(pair: PairKey, choose: Shown["choose"], cell: PairCell | undefined, over: readonly PairCell[] | number): void {
  const walk = (key: string) => () => {
    if (typeof over === "number") {
      const [given, suggested] = moved(pair.given, pair.suggested, key, over);
      return choose({ given, suggested, tag: null });
    }
    const step = { ArrowUp: -1, ArrowDown: 1 }[key] ?? 0;
    const next = over[over.findIndex((one) => samePair(one, pair)) + step];
    if (next) choose(next);
  };
  const arrows = ["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight"].map((key) => [key, walk(key)] as const);
  useKeys({ on: {}, keys: { ...Object.fromEntries(arrows), Enter: () => cell && navigate(sheetOf(cell)) } });
}

const SHOWS: readonly (readonly [Show, string])[] = [
  ["flagged", "Flagged"],
  ["share", "Share of row"],
  ["todo", "To review"],
];

function Head({ ranked, show, onShow }: { ranked: readonly PairCell[]; show: Show; onShow: (show: Show) => void }) {
  const all = ranked.reduce((sum, cell) => sum + cell.flagged, 0);
  const top = ranked.slice(0, 10).reduce((sum, cell) => sum + cell.flagged, 0);
  const pairs = `${count(ranked.length)} ${ranked.length === 1 ? "pair" : "pairs"}`;
  const hold = ranked.length > 10 ? ` Ten of ${pairs} hold ${percent(top / all)} of them.` : ` They are in ${pairs}.`;
  return (
    <div class="head">
      <div>
        <h1>{isTags.value ? "Which tags look wrong" : "Which labels are confused"}</h1>
        <p class="soft">{count(all)} flagged.{hold}</p>
      </div>
      <Seg label="Show" value={show} options={SHOWS} onChoose={onShow} />
    </div>
  );
}
