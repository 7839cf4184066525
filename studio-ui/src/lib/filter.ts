// A filter as part of an address, and in words.
import type { Filter, Status } from "../api/types";
import { boot, className } from "../state/app";
import { percent, STATUS_WORD } from "./format";

type Fields = { [Name in keyof Filter]-?: [read: (text: string) => NonNullable<Filter[Name]>, say: (value: NonNullable<Filter[Name]>, filter: Filter) => string] };

const ids = (text: string) => text.split(",").map(Number);
const yes = (text: string) => text === "yes";
const names = (chosen: number[]) => chosen.map(className).join(" or ");
const chance = (filter: Filter) => (filter.labelled === false ? "suggestion likely at" : "chance wrong at");

/** Each field: how it is read from an address, and what it is in words. */
const FIELDS: Fields = {
  given: [ids, (chosen) => "given " + names(chosen)],
  suggested: [ids, (chosen) => "suggested " + names(chosen)],
  tag: [ids, (chosen) => "tag " + names(chosen)],
  status: [(text) => text.split(",") as Status[], (chosen) => chosen.map((status) => STATUS_WORD[status].toLowerCase()).join(" or ")],
  flagged: [yes, (is) => (is ? "looks wrong" : "not flagged")],
  labelled: [yes, (is) => (is ? "with a label" : "without a label")],
  duplicates: [yes, (is) => (is ? "near duplicates" : "no near duplicates")],
  least: [Number, (share, filter) => `${chance(filter)} least ${percent(share)}`],
  most: [Number, (share, filter) => `${chance(filter)} most ${percent(share)}`],
  q: [String, (text) => `with “${text}”`],
  queue: [Number, () => "a selected queue"],
  user: [Number, (id) => `decided by ${boot.value?.users.find((user) => user.id === id)?.name ?? "one person"}`],
  carried: [() => "changed", () => "content changed since it was decided"],
};
const NAMES = Object.keys(FIELDS) as (keyof Filter)[];

/** The filter of an address; names that belong to no filter are left alone. */
export function filterFromQuery(query: URLSearchParams): Filter {
  return Object.fromEntries(NAMES.filter((name) => query.get(name)).map((name) => [name, FIELDS[name][0](query.get(name) ?? "")]));
}

/** What `href` and `setQuery` take; names without a value are empty, so that setting them clears the address. */
export function filterToQuery(filter: Filter): Record<string, string> {
  return Object.fromEntries(NAMES.map((name) => [name, written(filter[name] ?? "")]));
}

function written(value: unknown): string {
  return value === true ? "yes" : value === false ? "no" : String(value);
}

/** A filter without its empty fields. */
export function trimmed(filter: Filter): Filter {
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value != null));
}

/** The fields of a filter in words: "given cat", "suggested dog", "unsure". */
export function fieldWords(filter: Filter): [field: keyof Filter, words: string][] {
  return NAMES.filter((name) => filter[name] != null && filter[name] !== "").map((name) => [name, FIELDS[name][1](filter[name] as never, filter)]);
}

export function filterWords(filter: Filter): string {
  return fieldWords(filter).map(([, words]) => words).join(", ");
}

/** Whether this is all that is left to review. */
export function isWhole(filter: Filter): boolean {
  return JSON.stringify(trimmed(filter)) === '{"status":["todo"],"flagged":true}';
}

/** What a queue holds, in words. */
export function queueName({ status: _, flagged: __, ...filter }: Filter): string {
  return filterWords(filter) || "the queue";
}
