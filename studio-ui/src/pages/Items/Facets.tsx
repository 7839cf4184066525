// The filters beside the list. What one of them finds alone is printed with it, where the count is known.
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { remove } from "../../api/client";
import type { Filter, Queue, Status } from "../../api/types";
import { Button, Link } from "../../components/basics";
import { LOOKS } from "../../components/Fix";
import { Icon, type IconName } from "../../components/Icon";
import { TypeAhead } from "../../components/TypeAhead";
import { trimmed } from "../../lib/filter";
import { count, STATUS_WORD } from "../../lib/format";
import { boot, classes, className, counts, isTags, isTeam } from "../../state/app";
import { ChanceRange } from "./ChanceRange";
import { setFilter, without } from "./words";

const FIRST = 6;

interface FacetsProps {
  filter: Filter;
  queues: Queue[];
  onQueues: () => void;
  open: boolean;
  onClose: () => void;
}

export function Facets({ filter, queues, onQueues, open, onClose }: FacetsProps) {
  const drop = async (): Promise<void> => {
    await remove(`queues/${filter.queue}`);
    setFilter(without(filter, "queue"));
    onQueues();
  };
  const classed = isTags.value ? ([["Tag", "tag"]] as const) : ([["Given class", "given"], ["Suggested class", "suggested"]] as const);
  return (
    <aside class={open ? "facets open" : "facets"} aria-label="Filters">
      <Button class="shut" look="quiet" onClick={onClose}>Close filters</Button>
      <Facet title="Status of what looks wrong" checks={statuses(filter)} />
      <Facet title="Kind of issue" checks={kinds(filter)} />
      <ChanceRange filter={filter} />
      {classed.map(([title, field]) => <ClassFacet key={field} {...{ title, field, filter }} />)}
      {isTeam.value && <Facet title="Decided by" checks={(boot.value?.users ?? []).map(({ id, name }) => one(filter, "user", id, name))} />}
      {queues.length > 0 && (
        <Facet title="Queue" checks={queues.map(({ id, name, todo }) => one(filter, "queue", id, name, todo))}>
          {filter.queue != null && <Link onClick={() => void drop()}>Forget this queue</Link>}
        </Facet>
      )}
    </aside>
  );
}

interface Check {
  text: string;
  on: boolean;
  /** The filter after a click. */
  to: Filter;
  icon?: IconName;
  number?: number | null | undefined;
}

function Facet({ title, checks, children }: { title: string; checks: Check[]; children?: ComponentChildren }) {
  return (
    <section>
      <h2>{title}</h2>
      <ul>
        {checks.map(({ text, on, to, icon, number }) => (
          <li key={text}>
            <label>
              <input type="checkbox" checked={on} onChange={() => setFilter(to)} />
              <span class="cut" title={text}>{icon && <Icon name={icon} />}{text}</span>
              {number != null && <b>{count(number)}</b>}
            </label>
          </li>
        ))}
      </ul>
      {children}
    </section>
  );
}

/** A field that has one value. */
function one(filter: Filter, field: "user" | "queue", id: number, text: string, number?: number): Check {
  const on = filter[field] === id;
  return { text, number, on, to: { ...filter, [field]: on ? null : id } };
}

/** A field that has several values: one of them. */
function among<T>(filter: Filter, field: "status" | "given" | "suggested" | "tag", value: T): Pick<Check, "on" | "to"> {
  const chosen = (filter[field] ?? []) as T[];
  const on = chosen.includes(value);
  return { on, to: { ...filter, [field]: on ? chosen.filter((other) => other !== value) : [...chosen, value] } };
}

/** The last two are left out where they do not occur. */
function statuses(filter: Filter): Check[] {
  if (!counts.value) return [];
  const numbers: Record<Status, number> = { ...counts.value, conflict: counts.value.conflicts };
  return (Object.keys(STATUS_WORD) as Status[]).map((status) => ({ text: STATUS_WORD[status], icon: LOOKS[status][2], number: numbers[status], ...among(filter, "status", status) }))
    .filter(({ icon, number }) => number > 0 || icon !== "both");
}

/** A kind of issue is a filter of its own: it is on when all its fields are set so. */
function kinds(filter: Filter): Check[] {
  const known = [...(boot.value?.kinds ?? []), { title: "Not flagged", filter: { flagged: false }, count: null }];
  return known.map((kind) => {
    const own = trimmed(kind.filter);
    const fields = Object.keys(own) as (keyof Filter)[];
    const on = fields.every((field) => String(filter[field]) === String(own[field]));
    return { text: kind.title, number: kind.count, on, to: on ? without(filter, ...fields) : { ...filter, ...own } };
  });
}

/** The classes with most flagged labels, those chosen, and a way to find any other. */
function ClassFacet({ title, field, filter }: { title: string; field: "given" | "suggested" | "tag"; filter: Filter }) {
  const [finding, setFinding] = useState(false);
  const worst = [...classes.value].sort((a, b) => b.flagged - a.flagged || a.id - b.id).slice(0, FIRST);
  const shown = [...new Set([...(filter[field] ?? []), ...worst.map(({ id }) => id)])];
  const more = classes.value.length - shown.length;
  const checks = shown.map((id) => ({ text: className(id), number: field === "suggested" ? null : classes.value[id]?.flagged, ...among(filter, field, id) }));
  return (
    <Facet title={title} checks={checks}>
      {more > 0 && <Link onClick={() => setFinding(true)}>{count(more)} more</Link>}
      {finding && <div class="pop"><TypeAhead title={`${title}: find one`} mayAdd={false} onChoose={(id) => (setFinding(false), setFilter(among(filter, field, id).to))} onClose={() => setFinding(false)} /></div>}
    </Facet>
  );
}
