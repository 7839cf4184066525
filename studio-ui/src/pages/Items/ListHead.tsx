// Above the list: find, saved views, grid or table; then how many there are, the filter in chips, and the order.
import { useState } from "preact/hooks";
import { post, remove } from "../../api/client";
import type { Order, Queue, SavedView } from "../../api/types";
import { Button, Link, Problem, Seg } from "../../components/basics";
import { Find } from "../../components/Find";
import { Prompt } from "../../components/Prompt";
import { useAttempt } from "../../components/useAttempt";
import { useFetch } from "../../components/useFetch";
import { filterToQuery } from "../../lib/filter";
import { count, counted } from "../../lib/format";
import { setQuery } from "../../router";
import { boot, counts, isTags } from "../../state/app";
import type { Layout } from "./geometry";
import type { Rows } from "./rows";
import { parts, setFilter } from "./words";

const ORDERS: [Order, string][] = [
  ["rank", "worst first"],
  ["row", "order of the file"],
  ["given", "given class"],
  ["suggested", "suggested class"],
  ["chance", "chance wrong"],
  ["similar", "similar together"],
  ["decided", "last decided first"],
];

interface HeadProps {
  rows: Rows;
  layout: Layout;
  queues: Queue[];
  onFilters: () => void;
}

export function ListHead({ rows, layout, queues, onFilters }: HeadProps) {
  const { filter, order } = rows;
  const views = useFetch<Record<string, SavedView>>("views");
  const [naming, setNaming] = useState(false);
  const total = rows.total.value;
  return (
    <>
      <div class="bar1">
        <Button class="drawer" onClick={onFilters}>Filters</Button>
        <Find value={filter.q ?? ""} words="Find by id, class or text" hotkey="/" back=".win" onFind={(q) => setFilter({ ...filter, q })} />
        <Views rows={rows} kept={views.data ?? {}} onChange={views.reload} />
        <Seg class="right" label="Layout" value={layout} options={[["grid", "Grid"], ["table", "Table"]]} onChoose={(view) => setQuery({ view })} />
      </div>
      <div class="bar2">
        <b aria-live="polite">{total === null ? "Counting" : counted(total, isTags.value ? "tags" : "items")}</b>
        {parts(filter, queues).map((part) => (
          <button key={part.text} type="button" class="chip filter" onClick={() => setFilter(part.without)} aria-label={`Remove the filter: ${part.text}`}>
            <span class="cut">{part.text}</span> <span aria-hidden="true">×</span>
          </button>
        ))}
        <Link onClick={() => setNaming(true)}>Save view</Link>
        <label class="right small muted sorted">
          Sorted by{" "}
          <select value={order} onChange={(event) => setQuery({ order: event.currentTarget.value, at: null })}>
            {ORDERS.map(([value, words]) => <option key={value} value={value}>{words}</option>)}
          </select>
        </label>
      </div>
      <Problem>{rows.failed.value}</Problem>
      {naming && <NameView view={{ filter, order, layout }} onClose={() => (setNaming(false), views.reload())} />}
    </>
  );
}

/** Filters and orders under a name: three that everybody has, then those that were saved. */
function Views({ rows, kept, onChange }: { rows: Rows; kept: Record<string, SavedView>; onChange: () => void }) {
  const own: [id: string, SavedView][] = [
    ["", { name: "Worst first", filter: {} }],
    ["", { name: "My unsure", filter: { status: ["unsure"], user: boot.value?.user?.id ?? null } }],
  ];
  if (counts.value?.conflicts) own.push(["", { name: `Disagreements ${count(counts.value.conflicts)}`, filter: { status: ["conflict"] } }]);
  const address = ({ filter, order = "rank" }: Pick<SavedView, "filter" | "order">) => ({ ...filterToQuery(filter), order });
  const here = JSON.stringify(address(rows));
  const views = [...own, ...Object.entries(kept)];
  const current = views.find(([, view]) => JSON.stringify(address(view)) === here);
  return (
    <>
      <Seg class="views" label="Saved views" value={current} options={views.map((view) => [view, view[1].name])} onChoose={([, view]) => setQuery({ ...address(view), view: view.layout, at: null })} />
      {current?.[0] && <Link onClick={() => void remove(`views/${current[0]}`).then(onChange)}>Delete view</Link>}
    </>
  );
}

function NameView({ view, onClose }: { view: Omit<SavedView, "name">; onClose: () => void }) {
  const [name, setName] = useState("");
  const { problem, attempt } = useAttempt();
  const save = (): void => attempt(post("views", { ...view, name }), onClose);
  return (
    <div class="pop">
      <Prompt title="Save view" field={{ placeholder: "Name", maxLength: 60, value: name }} problem={problem} onType={setName} onEnter={save} onClose={onClose} hint={<><kbd>Enter</kbd> save</>} />
    </div>
  );
}
