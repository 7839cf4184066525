// The bar below the list. It always says how many are meant and by which filter, and each button names the number again.
import { useState } from "preact/hooks";
import { Button, Link, Problem } from "../../components/basics";
import { TypeAhead } from "../../components/TypeAhead";
import { ACTIONS, useKeys } from "../../keys";
import { count } from "../../lib/format";
import { ALL, type Deed } from "../Bulk/deeds";
import { Closed } from "./Closed";
import type { Rows } from "./rows";
import type { Selection } from "./selection";
import { type Bulk, useBulk } from "./useBulk";

interface ScopeProps {
  rows: Rows;
  selection: Selection;
  /** The filter in words. */
  phrase: string;
}

const BUTTONS = ["accept", "keep", "relabel", "exclude"] as const;

export function Scope({ rows, selection, phrase }: ScopeProps) {
  const bulk = useBulk(rows, selection);
  const [naming, setNaming] = useState(false);
  const [first, setFirst] = useState<number | null>(null);
  const all = selection.all.value;
  const number = (deed: Deed): number => bulk.number(deed, first);
  const run = (deed: Deed) => (): void => {
    if (deed === "relabel") setNaming(number(deed) > 0);
    else void bulk.run(deed, null, first);
  };
  useKeys({
    on: { ...Object.fromEntries(ALL.map((deed) => [deed, run(deed)])), undo: () => bulk.undo() },
    keys: { Enter: () => void bulk.review(), Escape: () => selection.clear() },
  });
  return (
    <footer class="scope" aria-label="What is selected">
      <Words bulk={bulk} phrase={phrase} />
      {all && (
        <label class="first small">
          Worst
          <input class="field short" type="number" min={1} max={bulk.open.value ?? 0} placeholder={String(bulk.open.value)} value={first ?? ""} onInput={(event) => setFirst(Math.max(1, Math.floor(event.currentTarget.valueAsNumber)) || null)} />
        </label>
      )}
      {(all || selection.items.value.size > 0) && (
        <>
          <span class="acts">
            {BUTTONS.map((deed) => (
              <Button key={deed} icon={deed} action={deed} disabled={number(deed) === 0 || bulk.busy.value} onClick={run(deed)}>
                <span>{ACTIONS[deed]} {count(number(deed))}{deed === "relabel" && "…"}<span class="sr">: {all ? phrase : "selected"}</span></span>
              </Button>
            ))}
            <Button onClick={() => void bulk.review()} hotkey="Enter">{all ? "Review" : "Review as queue"}</Button>
          </span>
          <Button look="quiet" hotkey="Escape" onClick={() => selection.clear()}>Clear</Button>
        </>
      )}
      {naming && (
        <div class="pop up">
          <TypeAhead title={`Relabel ${count(number("relabel"))} to`} onChoose={(id) => (setNaming(false), void bulk.run("relabel", id, first))} onClose={() => setNaming(false)} />
        </div>
      )}
      {bulk.closed.value && <Closed bulk={bulk} shut={bulk.closed.value} words={phrase} />}
    </footer>
  );
}

/** What is selected, or what came of it. */
function Words({ bulk, phrase }: { bulk: Bulk; phrase: string }) {
  const { rows, selection } = bulk;
  const total = count(rows.total.value ?? 0);
  const chosen = selection.items.value.size;
  const open = bulk.open.value;
  const notice = bulk.notice.value;
  if (bulk.problem.value) return <Problem>{bulk.problem.value}</Problem>;
  if (selection.all.value) return <p class="words" role="status" title={phrase}><b>{open === null ? "Counting" : `${count(open)} to decide`}</b> of {total}: {phrase}</p>;
  return (
    <>
      <p role="status">
        {chosen > 0 ? <b>{count(chosen)} selected</b>
          : notice ? <><b>{notice}</b> <Button look="quiet" action="undo" onClick={() => bulk.undo()}>Undo</Button></>
          : <span class="muted">{rows.stale.value ? "Some items were decided since this list was loaded." : "Nothing selected: click, drag, or Space."}</span>}
      </p>
      {Boolean(rows.total.value) && <Link onClick={() => selection.clear(true)}>Select all {total} of this filter</Link>}
    </>
  );
}
