// Labels for what has none: all suggestions above a likelihood that the user moves, with the rows just above and just
// below the cut, where the suggestions are least sure.
import { useState } from "preact/hooks";
import type { Detail, Filter, Item, ItemPage } from "../../api/types";
import { Button } from "../../components/basics";
import { Thumb, itemName } from "../../components/Thumb";
import { useFetch } from "../../components/useFetch";
import { counted, percent } from "../../lib/format";
import { className, project } from "../../state/app";
import { batchOf, undecided } from "../Bulk/deeds";
import { Closed } from "./Closed";
import type { Rows } from "./rows";
import { Selection } from "./selection";
import { useBulk } from "./useBulk";
import { without } from "./words";

const SIDE = 4;
const BELOW = 0.0001;

export function AutoLabel({ rows }: { rows: Rows }) {
  const [cut, setCut] = useState(0.9);
  const [selection] = useState(() => new Selection());
  const bulk = useBulk(rows, selection);
  const open = undecided(without(rows.filter, "least", "most"));
  const above: Filter = { ...open, least: cut };
  const found = useFetch<ItemPage>("items", { filter: above, order: "chance", limit: 1 });
  const number = found.data?.total ?? null;
  const words = `${percent(cut)} or likelier`;
  const label = (): void => void bulk.batch("accept", batchOf(above, "accept", number ?? 0)).then(found.reload);
  return (
    <section class="auto card" aria-label="Label what has no label">
      <div class="rowx">
        <label class="cutter">
          <span>Suggestions at least <b>{percent(cut)}</b> likely</span>
          <input type="range" min={50} max={99} value={cut * 100} onInput={(event) => setCut(event.currentTarget.valueAsNumber / 100)} />
        </label>
        <Button icon="accept" disabled={!number || bulk.busy.value} onClick={label}>Label {number !== null && counted(number, project.value.noun)}, {words}</Button>
        <span class="small muted" role="status">{bulk.notice.value ?? bulk.problem.value ?? (number === 0 ? "No suggestion is that likely." : "One undo.")}</span>
      </div>
      <div class="sides">
        <Side title="Just above the cut" filter={above} last={number} />
        <Side title="Just below the cut" filter={{ ...open, most: cut - BELOW }} />
      </div>
      {bulk.closed.value && <Closed bulk={bulk} shut={bulk.closed.value} words={`unlabelled, ${words}`} />}
    </section>
  );
}

/** Some rows at the edge: the last of a list when its length is given, else its first. */
function Side({ title, filter, last = SIDE }: { title: string; filter: Filter; last?: number | null }) {
  const page = useFetch<ItemPage>(last === null ? null : "items", { filter, order: "chance", offset: Math.max((last ?? 0) - SIDE, 0), limit: SIDE });
  const items = page.data?.items ?? [];
  return (
    <div>
      <h3 class="small muted">{title}</h3>
      <ul>
        {items.map((item) => <Edge key={item.target} item={item} />)}
        {items.length === 0 && <li class="small muted">none</li>}
      </ul>
    </div>
  );
}

function Edge({ item }: { item: Item }) {
  const { data } = useFetch<Detail>(`items/${item.target}`);
  const likely = data?.probabilities.find(([id]) => id === item.suggested)?.[1];
  return (
    <li>
      <Thumb item={item} size={36} alt={itemName(item)} />
      <b class="sugg cut">{className(item.suggested)}</b>
      <span>{likely !== undefined && percent(likely)}</span>
    </li>
  );
}
