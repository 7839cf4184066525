// What can be done to items, of lists and sheets alike, one by one and all at once; and how it is asked of the server.
import { post } from "../../api/client";
import { newId } from "../../api/outbox";
import type { Batch, BatchIn, DecisionIn, Filter, Item, Mode, Verb } from "../../api/types";
import { STATUS_OF } from "../../lib/format";
import { labelName } from "../../lib/pairs";
import { boot, counts, project } from "../../state/app";

/** Accept is relabel, each to its own suggestion. */
export type Deed = "accept" | "keep" | "relabel" | "exclude" | "unsure" | "both";

/** The deeds that a random sample can support. */
export type Sampled = "accept" | "keep";

/** What the server calls a deed, and what has become of the items; buttons say the name of its key. */
export const DEEDS: Record<Deed, readonly [verb: Verb, done: string]> = {
  accept: ["relabel", "accepted"],
  keep: ["keep", "kept"],
  relabel: ["relabel", "relabelled"],
  exclude: ["exclude", "excluded"],
  unsure: ["unsure", "unsure"],
  both: ["ambiguous", "both fit"],
};

export const ALL = Object.keys(DEEDS) as Deed[];

/** The decision on one item; `label` is the class of "relabel". */
export function decisionOf(item: Item, deed: Deed, label: number | null, mode: Mode): DecisionIn {
  return { uuid: newId(), target: item.target, verb: DEEDS[deed][0], label: deed === "accept" ? item.suggested : label, base: item.seq, mode, blind: item.blind };
}

/** What is new about an item. */
export type News = Pick<Item, "target" | "seq" | "status">;

/** Items, or news of them, by their target. */
export function byTarget<T extends News>(items: readonly T[]): Map<number, T> {
  return new Map(items.map((item) => [item.target, item]));
}

/** Items as they stand after these news. */
export function updated(items: readonly Item[], news: readonly News[]): Item[] {
  const now = byTarget(news);
  return items.map((item) => ({ ...item, ...now.get(item.target) }));
}

/** The item as it stands after a decision that is on its way. */
export function decided(item: Item, { verb, label = null, mode = "focus" }: DecisionIn): Item {
  const { id: user = 0, name: user_name = "" } = boot.value?.user ?? {};
  const name = label === null ? null : labelName(label, item.tag);
  return { ...item, status: STATUS_OF[verb], decision: { seq: item.seq, verb, label: name, user, user_name, at: new Date().toISOString(), mode, comment: null } };
}

/** Whether a deed means anything for an item. */
export function fits(item: Item, deed: Deed): boolean {
  if (deed === "accept") return item.suggested >= 0 && item.suggested !== item.given;
  return deed !== "keep" || item.given >= 0;
}

/** The undecided ones of a filter: what a batch decides. */
export function undecided(filter: Filter): Filter {
  return { ...filter, status: ["todo"] };
}

/** The request of a deed on all that a filter finds undecided, which are `expect`. */
export function batchOf(filter: Filter, deed: Deed, expect: number): BatchIn {
  return { filter: undecided(filter), verb: DEEDS[deed][0], accept: deed === "accept", expect, run: project.value.run };
}

/** Decide all undecided items of a filter; the server refuses when the number has moved or the gate is closed. */
export async function decideFilter(request: BatchIn): Promise<Batch> {
  const batch = await post<Batch>("batches", request);
  counts.value = batch.counts;
  return batch;
}
