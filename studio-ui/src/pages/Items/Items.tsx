// All items: find, filter, select, and decide many at once. Address: the filter, `order`, `view` and the place (`at`).
import { useEffect, useMemo, useState } from "preact/hooks";
import { onLive } from "../../api/live";
import { onAnswer } from "../../api/outbox";
import type { Order, Queue } from "../../api/types";
import { useFetch } from "../../components/useFetch";
import { filterFromQuery } from "../../lib/filter";
import { useKeys } from "../../keys";
import { route } from "../../router";
import { epoch, project } from "../../state/app";
import type { News } from "../Bulk/deeds";
import { AutoLabel } from "./AutoLabel";
import { Facets } from "./Facets";
import type { Layout } from "./geometry";
import { List } from "./List";
import { ListHead } from "./ListHead";
import { Rows } from "./rows";
import { Scope } from "./Scope";
import { Selection } from "./selection";
import { phrase } from "./words";

export function Items() {
  const query = route.value.query;
  const filter = filterFromQuery(query);
  const filterKey = JSON.stringify(filter);
  const order = (query.get("order") ?? "rank") as Order;
  const layout: Layout = (query.get("view") ?? (project.value.modality === "image" ? "grid" : "table")) === "grid" ? "grid" : "table";
  const rows = useMemo(() => new Rows(filter, order), [filterKey, order]);
  const selection = useMemo(() => new Selection(), [filterKey]);
  const queues = useFetch<Queue[]>("queues");
  const [drawer, setDrawer] = useState(false);
  const found = queues.data ?? [];
  useEffect(() => {
    const made = epoch.peek();
    const quiet = epoch.subscribe((now) => now !== made && rows.forget());
    return () => (quiet(), rows.stop());
  }, [rows]);
  useKeys({ keys: { "/": () => document.querySelector<HTMLElement>(".items .find input")?.focus() } });
  useNews(rows, selection);
  return (
    <main id="main" class="items">
      <h1 class="sr">Items</h1>
      <Facets filter={filter} queues={found} onQueues={queues.reload} open={drawer} onClose={() => setDrawer(false)} />
      <section class="list" aria-label="The items">
        <ListHead rows={rows} layout={layout} queues={found} onFilters={() => setDrawer(true)} />
        {filter.labelled === false && <AutoLabel rows={rows} />}
        <List key={layout} rows={rows} selection={selection} layout={layout} />
      </section>
      <Scope rows={rows} selection={selection} phrase={phrase(filter, found)} />
    </main>
  );
}

/** Show what was decided, here or by others, in the places of the list. */
function useNews(rows: Rows, selection: Selection): void {
  useEffect(() => {
    const show = (news: readonly News[]): void => (rows.update(news), selection.update(news));
    const stopAnswers = onAnswer(({ decided, undone }) => {
      if (decided) show(decided.decided.map(({ target, seq, status }) => ({ target, seq, status })));
      if (undone) show(undone.items);
      if (undone && undone.events > undone.items.length) rows.forget();
    });
    const stopLive = onLive((message) => {
      if (message.kind === "decision") void rows.reread(message.targets).then(show);
    });
    return () => (stopAnswers(), stopLive());
  }, [rows, selection]);
}
