// A filter as part of an address, and in words.
import type { Filter, Status } from "../api/types";
import { STATUS_WORD } from "./format";

const LISTS = ["given", "suggested", "tag"] as const;
const FLAGS = ["flagged", "labelled", "duplicates"] as const;
const NUMBERS = ["least", "most", "queue", "user"] as const;

/** The filter of an address; names that belong to no filter are left alone. */
export function filterFromQuery(query: URLSearchParams): Filter {
  const filter: Filter = {};
  const status = query.get("status");
  if (status) filter.status = status.split(",") as Status[];
  for (const name of LISTS) {
    const value = query.get(name);
    if (value) filter[name] = value.split(",").map(Number);
  }
  for (const name of FLAGS) {
    const value = query.get(name);
    if (value) filter[name] = value === "yes";
  }
  for (const name of NUMBERS) {
    const value = query.get(name);
    if (value) filter[name] = Number(value);
  }
  const text = query.get("q");
  if (text) filter.q = text;
  if (query.get("carried") === "changed") filter.carried = "changed";
  return filter;
}

/** What `href` and `setQuery` take; names without a value are null, so that setting them clears the address. */
export function filterToQuery(filter: Filter): Record<string, string | number | null> {
  const query: Record<string, string | number | null> = {
    status: filter.status?.join(",") ?? null,
    q: filter.q ?? null,
    carried: filter.carried ?? null,
  };
  for (const name of LISTS) query[name] = filter[name]?.join(",") ?? null;
  for (const name of FLAGS) query[name] = filter[name] == null ? null : filter[name] ? "yes" : "no";
  for (const name of NUMBERS) query[name] = filter[name] ?? null;
  return query;
}

/** A filter without its empty fields. */
export function trimmed(filter: Filter): Filter {
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== null && value !== undefined)) as Filter;
}

/** The parts of a filter in words: "given cat", "suggested dog", "unsure". */
export function filterWords(filter: Filter, name: (id: number) => string): string[] {
  const names = (ids: number[]) => ids.map(name).join(" or ");
  const words: string[] = [];
  if (filter.given) words.push("given " + names(filter.given));
  if (filter.suggested) words.push("suggested " + names(filter.suggested));
  if (filter.tag) words.push("tag " + names(filter.tag));
  if (filter.status) words.push(filter.status.map((status) => STATUS_WORD[status].toLowerCase()).join(" or "));
  if (filter.flagged != null) words.push(filter.flagged ? "looks wrong" : "not flagged");
  if (filter.labelled != null) words.push(filter.labelled ? "with a label" : "without a label");
  if (filter.duplicates) words.push("near duplicates");
  if (filter.least != null) words.push(`chance wrong at least ${Math.round(filter.least * 100)}\u00a0%`);
  if (filter.most != null) words.push(`chance wrong at most ${Math.round(filter.most * 100)}\u00a0%`);
  if (filter.q) words.push(`with “${filter.q}”`);
  if (filter.queue != null) words.push("a selected queue");
  if (filter.user != null) words.push("of one person");
  if (filter.carried) words.push("content changed since it was decided");
  return words;
}
