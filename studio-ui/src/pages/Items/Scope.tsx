// The bar below the list. It always says how many are meant and by which filter, and each button names the number again.
import { useState } from "preact/hooks";
import type { Filter, Queue } from "../../api/types";
import { Button, Kbd, Link, Problem } from "../../components/basics";
import { TypeAhead } from "../../components/TypeAhead";
import { count, counted } from "../../lib/format";
import { useKeys } from "../../keys";
import { project } from "../../state/app";
import { type Deed, fits, MOST } from "./decide";
import { Gate } from "./Gate";
import type { Rows } from "./rows";
import type { Selection } from "./selection";
import { type Bulk, useBulk } from "./useBulk";
import { phrase } from "./words";

interface ScopeProps {
  rows: Rows;
  selection: Selection;
  filter: Filter;
  queues: Queue[];
}

const DEEDS: [Deed, string, "accept" | "keep" | "relabel" | "exclude"][] = [
  ["accept", "Accept", "accept"],
  ["keep", "Keep", "keep"],
  ["relabel", "Relabel", "relabel"],
  ["exclude", "Exclude", "exclude"],
];

export function Scope({ rows, selection, filter, queues }: ScopeProps) {
  const bulk = useBulk(rows, selection, filter);
  const [naming, setNaming] = useState(false);
  const [first, setFirst] = useState<number | null>(null);
  const all = selection.all.value;
  const number = (deed: Deed): number => meant(selection, bulk, deed, first);
  const run = (deed: Deed, label: number | null = null): void => {
    if (number(deed) > 0 && !bulk.busy.value) void bulk.run(deed, label, all ? first : null);
  };
  useKeys({
    on: {
      accept: () => run("accept"),
      keep: () => run("keep"),
      exclude: () => run("exclude"),
      unsure: () => run("unsure"),
      both: () => run("both"),
      relabel: () => number("relabel") > 0 && setNaming(true),
      undo: () => bulk.undo(),
    },
    keys: { Enter: () => void bulk.review(), Escape: () => selection.clear() },
  });
  return (
    <footer class="scope" aria-label="What is selected">
      <Words selection={selection} bulk={bulk} rows={rows} filter={filter} queues={queues} />
      {all && <FirstOf value={first} most={bulk.open.value ?? 0} onChange={setFirst} />}
      {(all || selection.items.value.size > 0) && (
        <span class="acts">
          {DEEDS.map(([deed, word, icon]) => (
            <Button key={deed} icon={icon} action={icon} disabled={number(deed) === 0 || bulk.busy.value} onClick={() => (deed === "relabel" ? setNaming(true) : run(deed))}>
              <span>{word} {count(number(deed))}{deed === "relabel" && "…"}<span class="sr">: {all ? phrase(filter, queues) : "selected"}</span></span>
            </Button>
          ))}
          <Button onClick={() => void bulk.review()} hotkey="Enter">{all ? "Review" : "Review as queue"}</Button>
        </span>
      )}
      {(all || selection.items.value.size > 0) && <Button look="quiet" hotkey="Escape" onClick={() => selection.clear()}>Clear</Button>}
      {naming && (
        <div class="pop up">
          <TypeAhead title={`Relabel ${count(number("relabel"))} to`} onChoose={(id) => (setNaming(false), run("relabel", id))} onClose={() => setNaming(false)} />
        </div>
      )}
      {bulk.closed.value && <Gate bulk={bulk} closed={bulk.closed.value} words={phrase(filter, queues)} />}
    </footer>
  );
}

/** How many a deed is about. */
function meant(selection: Selection, bulk: Bulk, deed: Deed, first: number | null): number {
  if (selection.all.value) return Math.min(bulk.open.value ?? 0, first ?? Number.POSITIVE_INFINITY);
  const chosen = [...selection.items.value.values()].filter((item) => fits(item, deed));
  return chosen.length > MOST ? chosen.filter((item) => item.status === "todo").length : chosen.length;
}

function Words({ selection, bulk, rows, filter, queues }: ScopeProps & { bulk: Bulk }) {
  const total = rows.total.value ?? 0;
  const chosen = selection.items.value.size;
  const problem = bulk.problem.value;
  const notice = bulk.notice.value;
  const everything = total > 0 && (
    <Link onClick={() => selection.everything()}>Select all {count(total)} of this filter</Link>
  );
  if (problem) return <Problem>{problem}</Problem>;
  if (selection.all.value) {
    const open = bulk.open.value;
    return <p class="words" role="status" title={phrase(filter, queues)}><b>{open === null ? "Counting" : `${count(open)} to decide`}</b> of {count(total)}: {phrase(filter, queues)}</p>;
  }
  if (chosen > 0) return <><b role="status">{count(chosen)} selected</b>{everything}</>;
  if (notice) return <p role="status"><b>{notice}</b> <button type="button" class="btn quiet" onClick={() => bulk.undo()}>Undo <Kbd action="undo" /></button>{everything}</p>;
  return <><span class="muted" role="status">{rows.stale.value ? "Some items were decided since this list was loaded." : `No ${counted(1, project.value.noun).slice(2)} selected: click, drag, or Space.`}</span>{everything}</>;
}

/** "Clean top K": only the worst so many of the filter. */
function FirstOf({ value, most, onChange }: { value: number | null; most: number; onChange: (value: number | null) => void }) {
  return (
    <label class="first small">
      Worst
      <input class="field" type="number" min={1} max={most} placeholder={String(most)} value={value ?? ""} onInput={(event) => onChange(Number.isFinite(event.currentTarget.valueAsNumber) ? Math.max(1, Math.floor(event.currentTarget.valueAsNumber)) : null)} />
    </label>
  );
}
