// A filter as chips that can be taken off one by one, and as a phrase for the buttons that decide many items at once.
import type { Filter, Queue } from "../../api/types";
import { filterToQuery, filterWords, trimmed } from "../../lib/filter";
import { percent } from "../../lib/format";
import { setQuery } from "../../router";
import { boot, project } from "../../state/app";

type Field = keyof Filter;

export interface Part {
  text: string;
  without: Filter;
}

const FIELDS: Field[] = ["q", "flagged", "labelled", "duplicates", "carried", "status", "given", "suggested", "tag", "least", "most", "queue", "user"];

/** Show another filter, from its start. */
export function setFilter(filter: Filter): void {
  setQuery({ ...filterToQuery(filter), at: null });
}

/** The filter without some of its fields. */
export function without(filter: Filter, ...fields: Field[]): Filter {
  const rest = { ...trimmed(filter) };
  for (const field of fields) delete rest[field];
  return rest;
}

/** The parts of a filter in words, each with the filter that is left without it. */
export function parts(filter: Filter, queues: Queue[] = []): Part[] {
  return FIELDS.flatMap((field) => {
    const text = words(field, filter, queues);
    return text ? [{ text, without: without(filter, field) }] : [];
  });
}

/** The filter as a phrase: "looks wrong, given cat"; without one, "all images". */
export function phrase(filter: Filter, queues: Queue[] = []): string {
  return parts(filter, queues).map((part) => part.text).join(", ") || `all ${project.value.noun}`;
}

function words(field: Field, filter: Filter, queues: Queue[]): string {
  if (filter[field] === null || filter[field] === undefined) return "";
  if (field === "queue") return `queue ${queues.find((queue) => queue.id === filter.queue)?.name ?? filter.queue}`;
  if (field === "user") return `decided by ${boot.value?.users.find((user) => user.id === filter.user)?.name ?? "one person"}`;
  if (filter.labelled === false && field === "least") return `suggestion at least ${percent(filter.least ?? 0)} likely`;
  if (filter.labelled === false && field === "most") return `suggestion at most ${percent(filter.most ?? 1)} likely`;
  return filterWords({ [field]: filter[field] } as Filter).join(", ");
}
