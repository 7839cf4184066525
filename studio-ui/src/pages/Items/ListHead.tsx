// Above the list: find, saved views, grid or table; then how many there are, the filter in chips, and the order.
import { useState } from "preact/hooks";
import { messageOf, post, remove } from "../../api/client";
import type { Filter, Order, Queue, SavedView } from "../../api/types";
import { Button, Field, Link, Problem, Seg } from "../../components/basics";
import { Dialog } from "../../components/Dialog";
import { Find } from "../../components/Find";
import { useFetch } from "../../components/useFetch";
import { filterToQuery, trimmed } from "../../lib/filter";
import { counted, count } from "../../lib/format";
import { setQuery } from "../../router";
import { boot, counts, isTags } from "../../state/app";
import type { Layout } from "./geometry";
import type { Rows } from "./rows";
import { parts, setFilter } from "./words";

/** The orders by their name in the address, which leaves out the first. */
const ORDERS: [Exclude<Order, "rank"> | "", string][] = [
  ["", "worst first"],
  ["row", "order of the file"],
  ["given", "given class"],
  ["suggested", "suggested class"],
  ["chance", "chance wrong"],
  ["similar", "similar together"],
  ["decided", "last decided first"],
];

interface HeadProps {
  rows: Rows;
  filter: Filter;
  order: Order;
  layout: Layout;
  queues: Queue[];
  onFilters: () => void;
}

/** A saved view with its number. */
type Kept = SavedView & { id: number };

function keptOf(views: Record<string, SavedView> | null): Kept[] {
  return Object.entries(views ?? {}).map(([id, view]) => ({ ...view, id: Number(id) }));
}

export function ListHead({ rows, filter, order, layout, queues, onFilters }: HeadProps) {
  const views = useFetch<Record<string, SavedView>>("views");
  const [naming, setNaming] = useState(false);
  const total = rows.total.value;
  return (
    <>
      <div class="bar1">
        <Button class="drawer" onClick={onFilters}>Filters</Button>
        <Find value={filter.q ?? ""} words="Find by id, class or text" hotkey="/" back=".win" onFind={(q) => setFilter(trimmed({ ...filter, q: q || null }))} />
        <Views filter={filter} order={order} kept={keptOf(views.data)} onChange={views.reload} />
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
          <select value={order === "rank" ? "" : order} onChange={(event) => setQuery({ order: event.currentTarget.value, at: null })}>
            {ORDERS.map(([value, words]) => <option key={value} value={value}>{words}</option>)}
          </select>
        </label>
      </div>
      <Problem>{rows.failed.value}</Problem>
      {naming && <NameView view={{ filter: trimmed(filter), order, layout }} onClose={() => (setNaming(false), views.reload())} />}
    </>
  );
}

interface ViewsProps {
  filter: Filter;
  order: Order;
  kept: Kept[];
  onChange: () => void;
}

function Views({ filter, order, kept, onChange }: ViewsProps) {
  const own: SavedView[] = [
    { name: "Worst first", filter: {} },
    { name: "My unsure", filter: trimmed({ status: ["unsure"], user: boot.value?.user?.id ?? null }) },
  ];
  if (counts.value?.conflicts) own.push({ name: `Disagreements ${count(counts.value.conflicts)}`, filter: { status: ["conflict"] } });
  const address = (view: SavedView) => ({ ...filterToQuery(view.filter), order: view.order === "rank" ? null : (view.order ?? null) });
  const here = JSON.stringify(address({ name: "", filter, order }));
  const same = (view: SavedView): boolean => JSON.stringify(address(view)) === here;
  const views = [...own, ...kept];
  const current = kept.find(same);
  return (
    <>
      <Seg class="views" label="Saved views" value={views.find(same)} options={views.map((view) => [view, view.name])} onChoose={(view) => setQuery({ ...address(view), view: view.layout, at: null })} />
      {current && <Link onClick={() => void remove(`views/${current.id}`).then(onChange)}>Delete view</Link>}
    </>
  );
}

function NameView({ view, onClose }: { view: Omit<SavedView, "name">; onClose: () => void }) {
  const [name, setName] = useState("");
  const [problem, setProblem] = useState<string | null>(null);
  const save = (event: Event): void => {
    event.preventDefault();
    post("views", { ...view, name: name.trim() }).then(onClose, (error: unknown) => setProblem(messageOf(error)));
  };
  const words = parts(view.filter).map((part) => part.text).join(", ");
  return (
    <Dialog title="Save view" onClose={onClose}>
      <form class="rowx" onSubmit={save}>
        <Field label="Name" value={name} most={60} onInput={setName} autofocus />
        <Button look="primary" type="submit">Save view</Button>
      </form>
      <p class="small muted">It shows {words || "all items"}, in this order.</p>
      <Problem>{problem}</Problem>
    </Dialog>
  );
}
