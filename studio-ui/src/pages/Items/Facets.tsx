// The filters beside the list. What one of them finds alone is printed with it, where the count is known.
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { remove } from "../../api/client";
import type { Class, Filter, IssueKind, Queue, Status } from "../../api/types";
import { Button, Link } from "../../components/basics";
import { Icon, type IconName } from "../../components/Icon";
import { TypeAhead } from "../../components/TypeAhead";
import { trimmed } from "../../lib/filter";
import { count, STATUS_WORD } from "../../lib/format";
import { boot, classes, className, counts, isTags, isTeam, project } from "../../state/app";
import { ChanceRange } from "./ChanceRange";
import { setFilter, without } from "./words";

const FIRST = 6;

const MARKS: [Status, IconName | null][] = [
  ["todo", null],
  ["fixed", "accept"],
  ["kept", "keep"],
  ["unsure", "unsure"],
  ["excluded", "exclude"],
  ["ambiguous", "both"],
  ["conflict", "both"],
];

interface FacetsProps {
  filter: Filter;
  queues: Queue[];
  onQueues: () => void;
  open: boolean;
  onClose: () => void;
}

export function Facets({ filter, queues, onQueues, open, onClose }: FacetsProps) {
  return (
    <aside class={open ? "facets open" : "facets"} aria-label="Filters">
      <Button class="shut" look="quiet" onClick={onClose}>Close filters</Button>
      <StatusFacet filter={filter} />
      <KindFacet filter={filter} />
      <ChanceRange filter={filter} />
      {isTags.value && <ClassFacet title="Tag" field="tag" filter={filter} />}
      {!isTags.value && <ClassFacet title="Given class" field="given" filter={filter} />}
      {!isTags.value && <ClassFacet title="Suggested class" field="suggested" filter={filter} />}
      {isTeam.value && <UserFacet filter={filter} />}
      {queues.length > 0 && <QueueFacet filter={filter} queues={queues} onQueues={onQueues} />}
    </aside>
  );
}

/** Set a field of the filter; null takes it off. */
function change<F extends keyof Filter>(filter: Filter, field: F, value: Filter[F]): void {
  setFilter(trimmed({ ...filter, [field]: value }));
}

function Group({ title, children, foot }: { title: string; children: ComponentChildren; foot?: ComponentChildren }) {
  return <section><h2>{title}</h2><ul>{children}</ul>{foot}</section>;
}

interface CheckProps {
  on: boolean;
  onChange: (on: boolean) => void;
  text: string;
  icon?: IconName | null;
  number?: number | null;
}

function Check({ on, onChange, text, icon, number }: CheckProps) {
  return (
    <li>
      <label>
        <input type="checkbox" checked={on} onChange={(event) => onChange(event.currentTarget.checked)} />
        <span class="cut" title={text}>{icon && <Icon name={icon} />}{text}</span>
        {number != null && <b>{count(number)}</b>}
      </label>
    </li>
  );
}

function toggled<T>(list: readonly T[] | null | undefined, value: T, on: boolean): T[] | null {
  const rest = (list ?? []).filter((one) => one !== value);
  const next = on ? [...rest, value] : rest;
  return next.length > 0 ? next : null;
}

function StatusFacet({ filter }: { filter: Filter }) {
  const now = counts.value;
  if (!now) return null;
  const numbers: Record<Status, number> = { ...now, conflict: now.conflicts };
  const shown = MARKS.filter(([status]) => numbers[status] > 0 || ["todo", "fixed", "kept", "unsure", "excluded"].includes(status));
  return (
    <Group title="Status of what looks wrong">
      {shown.map(([status, icon]) => (
        <Check key={status} text={STATUS_WORD[status]} icon={icon} number={numbers[status]} on={filter.status?.includes(status) ?? false}
          onChange={(on) => change(filter, "status", toggled(filter.status, status, on))} />
      ))}
    </Group>
  );
}

/** A kind of issue is a filter of its own: it is on when all its fields are set so. */
function KindFacet({ filter }: { filter: Filter }) {
  const { unlabelled } = project.value;
  const known: IssueKind[] = boot.value?.kinds ?? [];
  const kinds = known.map((kind) => ({ key: kind.code, text: kind.title, number: kind.count as number | null, filter: trimmed(kind.filter) }));
  if (unlabelled > 0 && !kinds.some((kind) => kind.filter.labelled === false)) kinds.push({ key: "unlabelled", text: "Unlabelled", number: unlabelled, filter: { labelled: false } });
  kinds.push({ key: "rest", text: "Not flagged", number: null, filter: { flagged: false } });
  const isOn = (own: Filter): boolean => Object.entries(own).every(([field, value]) => JSON.stringify(filter[field as keyof Filter]) === JSON.stringify(value));
  return (
    <Group title="Kind of issue">
      {kinds.map((kind) => (
        <Check key={kind.key} text={kind.text} number={kind.number} on={isOn(kind.filter)}
          onChange={(on) => setFilter(on ? { ...filter, ...kind.filter } : without(filter, ...(Object.keys(kind.filter) as (keyof Filter)[])))} />
      ))}
    </Group>
  );
}

/** The classes with most flagged labels, those chosen, and a way to find any other. */
function ClassFacet({ title, field, filter }: { title: string; field: "given" | "suggested" | "tag"; filter: Filter }) {
  const [finding, setFinding] = useState(false);
  const chosen = filter[field] ?? [];
  const sorted = [...classes.value].sort((a: Class, b: Class) => b.flagged - a.flagged || a.id - b.id);
  const shown = [...new Set([...chosen, ...sorted.slice(0, FIRST).map((one) => one.id)])];
  const pick = (id: number, on: boolean): void => change(filter, field, toggled(chosen, id, on));
  const foot = (
    <>
      {classes.value.length > shown.length && <Link onClick={() => setFinding(true)}>{count(classes.value.length - shown.length)} more</Link>}
      {finding && <div class="pop"><TypeAhead title={`${title}: find one`} mayAdd={false} onChoose={(id) => (setFinding(false), pick(id, true))} onClose={() => setFinding(false)} /></div>}
    </>
  );
  return (
    <Group title={title} foot={foot}>
      {shown.map((id) => (
        <Check key={id} text={className(id)} number={field === "suggested" ? null : (classes.value[id]?.flagged ?? null)} on={chosen.includes(id)} onChange={(on) => pick(id, on)} />
      ))}
    </Group>
  );
}

function UserFacet({ filter }: { filter: Filter }) {
  return (
    <Group title="Decided by">
      {boot.value?.users.map((user) => (
        <Check key={user.id} text={user.name} on={filter.user === user.id} onChange={(on) => change(filter, "user", on ? user.id : null)} />
      ))}
    </Group>
  );
}

function QueueFacet({ filter, queues, onQueues }: { filter: Filter; queues: Queue[]; onQueues: () => void }) {
  const drop = async (): Promise<void> => {
    await remove(`queues/${filter.queue}`);
    change(filter, "queue", null);
    onQueues();
  };
  return (
    <Group title="Queue" foot={filter.queue != null && <Link onClick={() => void drop()}>Forget this queue</Link>}>
      {queues.map((queue) => (
        <Check key={queue.id} text={queue.name} number={queue.todo} on={filter.queue === queue.id} onChange={(on) => change(filter, "queue", on ? queue.id : null)} />
      ))}
    </Group>
  );
}
