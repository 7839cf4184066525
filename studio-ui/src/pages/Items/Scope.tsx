// The bar below the list. It always says how many are meant and by which filter, and each button names the number again.
import { useState } from "preact/hooks";
import type { Filter } from "../../api/types";
import { Button, Link, Problem } from "../../components/basics";
import { TypeAhead } from "../../components/TypeAhead";
import { useKeys } from "../../keys";
import { count, counted } from "../../lib/format";
import { project } from "../../state/app";
import { type Deed, DEEDS } from "../Bulk/deeds";
import { Closed } from "./Closed";
import type { Rows } from "./rows";
import type { Selection } from "./selection";
import { type Bulk, useBulk } from "./useBulk";

interface ScopeProps {
  rows: Rows;
  selection: Selection;
  filter: Filter;
  /** The filter in words. */
  phrase: string;
}

const BUTTONS = ["accept", "keep", "relabel", "exclude"] as const;

export function Scope({ rows, selection, filter, phrase }: ScopeProps) {
  const bulk = useBulk(rows, selection, filter);
  const [naming, setNaming] = useState(false);
  const [first, setFirst] = useState<number | null>(null);
  const all = selection.all.value;
  const number = (deed: Deed): number => bulk.number(deed, first);
  const run = (deed: Deed) => (): void => {
    if (deed === "relabel") setNaming(number(deed) > 0);
    else void bulk.run(deed, null, first);
  };
  useKeys({
    on: { ...Object.fromEntries((Object.keys(DEEDS) as Deed[]).map((deed) => [deed, run(deed)])), undo: () => bulk.undo() },
    keys: { Enter: () => void bulk.review(), Escape: () => selection.clear() },
  });
  return (
    <footer class="scope" aria-label="What is selected">
      <Words {...{ selection, bulk, rows, phrase }} />
      {all && <FirstOf value={first} most={bulk.open.value ?? 0} onChange={setFirst} />}
      {(all || selection.items.value.size > 0) && (
        <>
          <span class="acts">
            {BUTTONS.map((deed) => (
              <Button key={deed} icon={deed} action={deed} disabled={number(deed) === 0 || bulk.busy.value} onClick={run(deed)}>
                <span>{DEEDS[deed][1]} {count(number(deed))}{deed === "relabel" && "…"}<span class="sr">: {all ? phrase : "selected"}</span></span>
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

function Words({ selection, bulk, rows, phrase }: Omit<ScopeProps, "filter"> & { bulk: Bulk }) {
  const total = rows.total.value ?? 0;
  const chosen = selection.items.value.size;
  const open = bulk.open.value;
  const notice = bulk.notice.value;
  if (bulk.problem.value) return <Problem>{bulk.problem.value}</Problem>;
  if (selection.all.value) return <p class="words" role="status" title={phrase}><b>{open === null ? "Counting" : `${count(open)} to decide`}</b> of {count(total)}: {phrase}</p>;
  return (
    <>
      <p role="status">
        {chosen > 0 ? <b>{count(chosen)} selected</b>
          : notice ? <><b>{notice}</b> <Button look="quiet" action="undo" onClick={() => bulk.undo()}>Undo</Button></>
          : <span class="muted">{rows.stale.value ? "Some items were decided since this list was loaded." : `No ${counted(1, project.value.noun).slice(2)} selected: click, drag, or Space.`}</span>}
      </p>
      {total > 0 && <Link onClick={() => selection.clear(true)}>Select all {count(total)} of this filter</Link>}
    </>
  );
}

/** "Clean top K": only the worst so many of the filter. */
function FirstOf({ value, most, onChange }: { value: number | null; most: number; onChange: (value: number | null) => void }) {
  return (
    <label class="first small">
      Worst
      <input class="field short" type="number" min={1} max={most} placeholder={String(most)} value={value ?? ""} onInput={(event) => onChange(Math.max(1, Math.floor(event.currentTarget.valueAsNumber)) || null)} />
    </label>
  );
}
