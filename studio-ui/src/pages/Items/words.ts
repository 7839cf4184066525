// A filter as chips that can be taken off one by one, and as a phrase for the buttons that decide many items at once.
import type { Filter, Queue } from "../../api/types";
import { fieldWords, filterToQuery, trimmed } from "../../lib/filter";
import { setQuery } from "../../router";
import { project } from "../../state/app";

/** Show another filter, from its start. */
export function setFilter(filter: Filter): void {
  setQuery({ ...filterToQuery(filter), at: null });
}

/** The filter without some of its fields. */
export function without(filter: Filter, ...fields: (keyof Filter)[]): Filter {
  return trimmed({ ...filter, ...Object.fromEntries(fields.map((field) => [field, null])) });
}

/** The parts of a filter in words, each with the filter that is left without it. */
export function parts(filter: Filter, queues: Queue[] = []): { text: string; without: Filter }[] {
  const queue = queues.find(({ id }) => id === filter.queue);
  return fieldWords(filter).map(([field, words]) => ({ text: field === "queue" && queue ? `queue ${queue.name}` : words, without: without(filter, field) }));
}

/** The filter as a phrase: "looks wrong, given cat"; without one, "all images". */
export function phrase(filter: Filter, queues: Queue[] = []): string {
  return parts(filter, queues).map(({ text }) => text).join(", ") || `all ${project.value.noun}`;
}
