/** Which labels are confused: flagged items by given and suggested class, a cell leads to its contact sheet. */
import { useMemo, useState } from "preact/hooks";
import type { Matrix, Pair, PairCell } from "../../api/types";
import { Button, Problem, Seg } from "../../components/basics";
import { Skeleton } from "../../components/Skeleton";
import { useFetch } from "../../components/useFetch";
import { useKeys } from "../../keys";
import { arrows } from "../../lib/arrows";
import { count, counted, percent } from "../../lib/format";
import { sheetOf, type PairKey } from "../../lib/pairs";
import { navigate, route, setQuery } from "../../router";
import { isTags, project } from "../../state/app";
import { byCount, cellAt, heatOf, heatSteps, moved, samePair, valueOf, type Show } from "./cells";
import { Heat } from "./Heat";
import { PairList } from "./PairList";
import { PairPanel } from "./PairPanel";
import { Table } from "./Table";

/** Up to so many classes the numbers are printed; up to the second, a heat map is drawn; beyond, pairs are listed. */
const PRINTED = 20;
const DRAWN = 200;

export function MatrixPage() {
  const { data: matrix, problem } = useFetch<Matrix>("matrix");
  const { data: best } = useFetch<{ pairs: Pair[] }>("pairs", { limit: 200 });
  if (!matrix && !problem) return <Skeleton />;
  return (
    <main id="main" class="matrix">
      <Problem>{problem}</Problem>
      {matrix && (matrix.cells.length > 0 ? <Board matrix={matrix} pairs={best?.pairs ?? []} /> : <Nothing />)}
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

/** What is shown of the cells, how dark they are, and which one is chosen. */
export interface Shown {
  matrix: Matrix;
  show: Show;
  steps: number[];
  value: (cell: PairCell) => number;
  pair: PairKey;
  choose: (pair: PairKey) => void;
}

function Board({ matrix, pairs }: { matrix: Matrix; pairs: readonly Pair[] }) {
  const [show, setShow] = useState<Show>("flagged");
  const { examples } = project.value;
  const size = matrix.classes.length;
  const value = useMemo(() => (cell: PairCell) => valueOf(cell, show, matrix, examples), [matrix, show]);
  const ranked = useMemo(() => byCount(matrix.cells, (cell) => cell.flagged), [matrix]);
  const cells = useMemo(() => byCount(matrix.cells, value), [value]);
  const steps = useMemo(() => heatSteps(Math.max(0, ...matrix.cells.map(value)), show !== "share"), [value]);
  const pair = chosen(route.value.query) ?? (ranked[0] as PairCell);
  const choose = ({ given, suggested, tag }: PairKey) => setQuery({ given, suggested, tag });
  const listed = isTags.value || size > DRAWN;
  useMatrixKeys(matrix, pair, choose, listed ? cells : null);
  const shown: Shown = { matrix, show, steps, value, pair, choose };
  return (
    <>
      <section>
        <Head ranked={ranked} show={show} onShow={setShow} />
        {listed ? (
          <PairList {...shown} cells={cells} />
        ) : size <= PRINTED ? (
          <Table {...shown} />
        ) : (
          <div class="halves">
            <Heat {...shown} />
            <PairList {...shown} cells={cells} />
          </div>
        )}
        {!listed && <Legend show={show} steps={steps} />}
      </section>
      <PairPanel {...shown} pairs={pairs} ranked={ranked} />
    </>
  );
}

/** The pair of an address. */
function chosen(query: URLSearchParams): PairKey | null {
  const [given, suggested, tag] = [query.get("given"), query.get("suggested"), query.get("tag")];
  return given && suggested ? { given: Number(given), suggested: Number(suggested), tag: tag === null ? null : Number(tag) } : null;
}

/** Arrows walk over the matrix, or up and down the list. */
function useMatrixKeys(matrix: Matrix, pair: PairKey, choose: Shown["choose"], list: readonly PairCell[] | null): void {
  const walk = (down: number, right: number) => {
    const next = list ? list[list.findIndex((one) => samePair(one, pair)) + down] : moved(pair, down, right, matrix.classes.length);
    if (next) choose(next);
  };
  const open = () => {
    const cell = cellAt(matrix, pair);
    if (cell) navigate(sheetOf(cell));
  };
  useKeys({ on: {}, keys: { ...arrows(walk), Enter: open } });
}

function Head({ ranked, show, onShow }: { ranked: readonly PairCell[]; show: Show; onShow: (show: Show) => void }) {
  const flagged = (cells: readonly PairCell[]) => cells.reduce((sum, cell) => sum + cell.flagged, 0);
  const all = flagged(ranked);
  const pairs = counted(ranked.length, "pairs");
  const hold = ranked.length > 10 ? ` Ten of ${pairs} hold ${percent(flagged(ranked.slice(0, 10)) / all)} of them.` : ` They are in ${pairs}.`;
  return (
    <div class="head">
      <div>
        <h1>{isTags.value ? "Which tags look wrong" : "Which labels are confused"}</h1>
        <p class="soft">{count(all)} flagged.{hold}</p>
      </div>
      <Seg label="Show" value={show} options={[["flagged", "Flagged"], ["share", "Share of row"], ["todo", "To review"]]} onChoose={onShow} />
    </div>
  );
}

const WORDS: Record<Show, string> = { flagged: "Flagged", share: "Flagged, % of the row's class", todo: "To review" };

/** Where the five blues begin, and the keys of the matrix. */
function Legend({ show, steps }: { show: Show; steps: readonly number[] }) {
  return (
    <p class="leg small muted">
      <span>{WORDS[show]}</span>
      {steps.map((step, at) => (
        <span key={step}><i class={`h${heatOf(step, steps)}`} />{show === "share" ? Number((step * 100).toPrecision(2)) : count(step)}{at > 0 && at === steps.length - 1 && " or more"}</span>
      ))}
      <span class="right">Arrow keys move, <kbd>Enter</kbd> opens the sheet</span>
    </p>
  );
}
