/** Which labels are confused: flagged items by given and suggested class, a cell leads to its contact sheet. */
import { useMemo, useState } from "preact/hooks";
import type { Matrix, Pair, PairCell } from "../../api/types";
import { Seg } from "../../components/basics";
import { Notice, Skeleton } from "../../components/Skeleton";
import { useFetch } from "../../components/useFetch";
import { useKeys } from "../../keys";
import { arrows } from "../../lib/arrows";
import { filterFromQuery } from "../../lib/filter";
import { count, counted, percent } from "../../lib/format";
import { sheetOf, type PairKey } from "../../lib/pairs";
import { navigate, route, setQuery } from "../../router";
import { isTags } from "../../state/app";
import { cellAt, givenAlike, heatOf, heatSteps, moved, percents, samePair, sum, type Show } from "./cells";
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
  if (!matrix) return problem ? <Notice title="The matrix cannot be shown.">{problem}</Notice> : <Skeleton />;
  if (matrix.cells.length === 0) return <Notice title="No labels are confused.">The audit flagged no label. <a href="/items">See all items</a></Notice>;
  return <Board matrix={matrix} pairs={best?.pairs ?? []} />;
}

/** What is shown of the cells, largest first, how dark they are, and which one is chosen. */
export interface Shown {
  matrix: Matrix;
  cells: readonly PairCell[];
  show: Show;
  steps: number[];
  value: (cell: PairCell) => number;
  say: (value: number) => string;
  pair: PairKey;
  choose: (pair: PairKey) => void;
}

function Board({ matrix, pairs }: { matrix: Matrix; pairs: readonly Pair[] }) {
  const [show, setShow] = useState<Show>("flagged");
  const { classes } = matrix;
  const value = useMemo(() => (cell: PairCell) => (show === "share" ? cell.flagged / givenAlike(cell, matrix) : cell[show]), [matrix, show]);
  const cells = useMemo(() => [...matrix.cells].sort((a, b) => value(b) - value(a)), [value]);
  const steps = heatSteps(value(cells[0]!), show !== "share");
  const { given, suggested, tag } = filterFromQuery(route.value.query);
  const pair = given && suggested ? { given: given[0]!, suggested: suggested[0]!, tag: tag?.[0] ?? null } : matrix.cells[0]!;
  const choose = ({ given, suggested, tag }: PairKey) => setQuery({ given, suggested, tag });
  const listed = isTags.value || classes.length > DRAWN;
  const walk = (down: number, right: number) => {
    const next = listed ? cells[cells.findIndex((one) => samePair(one, pair)) + down] : moved(pair, down, right);
    if (next && (listed || (classes[next.given] && classes[next.suggested]))) choose(next);
  };
  useKeys({ keys: { ...arrows(walk), Enter: () => cellAt(matrix, pair) && navigate(sheetOf(pair)) } });
  const shown: Shown = { matrix, cells, show, steps, value, say: show === "share" ? percents : count, pair, choose };
  return (
    <main id="main" class="matrix">
      <section>
        <Head {...shown} onShow={setShow} />
        {listed ? (
          <PairList {...shown} />
        ) : classes.length <= PRINTED ? (
          <Table {...shown} />
        ) : (
          <div class="halves">
            <Heat {...shown} />
            <PairList {...shown} />
          </div>
        )}
        {!listed && <Legend {...shown} />}
      </section>
      <PairPanel {...shown} pairs={pairs} />
    </main>
  );
}

function Head({ matrix: { cells }, show, onShow }: Shown & { onShow: (show: Show) => void }) {
  const all = sum(cells, "flagged");
  return (
    <div class="head">
      <div>
        <h1>{isTags.value ? "Which tags look wrong" : "Which labels are confused"}</h1>
        <p class="soft">
          {count(all)} flagged, in {counted(cells.length, "pairs")}. {cells.length > 10 && `Ten pairs hold ${percent(sum(cells.slice(0, 10), "flagged") / all)} of them.`}
        </p>
      </div>
      <Seg label="Show" value={show} options={[["flagged", "Flagged"], ["share", "Share of row"], ["todo", "To review"]]} onChoose={onShow} />
    </div>
  );
}

/** Where the five blues begin, and the keys of the matrix. */
function Legend({ steps, say }: Shown) {
  return (
    <p class="leg small muted">
      {steps.map((step, at) => (
        <span key={step}><i class={`h${heatOf(step, steps)}`} />{say(step)}{at > 0 && at === steps.length - 1 && " or more"}</span>
      ))}
      <span class="right">Arrow keys move, <kbd>Enter</kbd> opens the sheet</span>
    </p>
  );
}
