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
          <select value={order} onChange={(event) => setQuery({ order: event.currentTarget.value === "rank" ? null : event.currentTarget.value, at: null })}>
            {ORDERS.map(([value, words]) => <option key={value} value={value}>{words}</option>)}
          </select>
        </label>
      </div>
      <Problem>{rows.failed.value}</Problem>
      {naming && <NameView view={{ name: "", filter: trimmed(filter), order, layout }} onClose={(saved) => (setNaming(false), saved && views.reload())} />}
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
  const me = boot.value?.user;
  const own: SavedView[] = [
    { name: "Worst first", filter: {} },
    { name: "My unsure", filter: { status: ["unsure"], ...(me ? { user: me.id } : {}) } },
  ];
  if (counts.value?.conflicts) own.push({ name: `Disagreements ${count(counts.value.conflicts)}`, filter: { status: ["conflict"] } });
  const same = (view: SavedView): boolean => JSON.stringify(filterToQuery(view.filter)) === JSON.stringify(filterToQuery(filter)) && (view.order ?? "rank") === order;
  const show = (view: SavedView): void => setQuery({ ...filterToQuery(view.filter), order: view.order === "rank" ? null : (view.order ?? null), view: view.layout ?? null, at: null });
  const drop = async (view: Kept): Promise<void> => {
    await remove(`views/${view.id}`);
    onChange();
  };
  const views = [...own, ...kept];
  const current = kept.find(same);
  return (
    <>
      <Seg class="views" label="Saved views" value={views.find(same)} options={views.map((view) => [view, view.name])} onChoose={show} />
      {current && <Link onClick={() => void drop(current)}>Delete view</Link>}
    </>
  );
}

function NameView({ view, onClose }: { view: SavedView; onClose: (saved: boolean) => void }) {
  const [name, setName] = useState("");
  const [problem, setProblem] = useState<string | null>(null);
  const save = async (event: Event): Promise<void> => {
    event.preventDefault();
    try {
      await post("views", { ...view, name: name.trim() });
      onClose(true);
    } catch (error) {
      setProblem(messageOf(error));
    }
  };
  const words = parts(view.filter).map((part) => part.text).join(", ");
  return (
    <Dialog title="Save view" onClose={() => onClose(false)}>
      <form class="rowx" onSubmit={(event) => void save(event)}>
        <Field label="Name" value={name} most={60} onInput={setName} autofocus />
        <Button look="primary" type="submit">Save view</Button>
      </form>
      <p class="small muted">{words ? `It shows: ${words}.` : "It shows all items in this order."}</p>
      <Problem>{problem}</Problem>
    </Dialog>
  );
}
