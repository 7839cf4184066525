// Decisions on selected items and on all that a filter finds. Some items are one sheet, and one undo; what the filter
// finds is decided by the server, which refuses when the number has moved or the gate is closed.
import { post } from "../../api/client";
import { decide, newId } from "../../api/outbox";
import type { Batch, BatchIn, DecisionIn, Filter, Item, Verb } from "../../api/types";
import { counted, STATUS_OF } from "../../lib/format";
import { boot, className, counts, project } from "../../state/app";

/** What can be done to many items; accept is relabel, each to its own suggestion. */
export type Deed = "accept" | "keep" | "relabel" | "exclude" | "unsure" | "both";

export const DEED_VERB: Record<Deed, Verb> = { accept: "relabel", keep: "keep", relabel: "relabel", exclude: "exclude", unsure: "unsure", both: "ambiguous" };

export const DEED_PAST: Record<Deed, string> = { accept: "accepted", keep: "kept", relabel: "relabelled", exclude: "excluded", unsure: "unsure", both: "both fit" };

/** The most items that are decided one by one; more go as a queue, in one batch. */
export const MOST = 500;

/** Whether a deed means anything for an item. */
export function fits(item: Item, deed: Deed): boolean {
  if (deed === "accept") return item.suggested >= 0 && item.suggested !== item.given;
  if (deed === "keep") return item.given >= 0;
  return true;
}

/** Decide these items at once, and return them as they stand then. */
export function decideItems(items: Item[], deed: Deed, label: number | null): Item[] {
  const meant = items.filter((item) => fits(item, deed));
  const sent = meant.map((item) => decision(item, deed, label));
  const words = `${counted(meant.length, project.value.noun)} ${DEED_PAST[deed]}`;
  decide(sent, words, `${words} in the list`);
  return meant.map((item, index) => after(item, sent[index] as DecisionIn));
}

function decision(item: Item, deed: Deed, label: number | null): DecisionIn {
  const chosen = deed === "accept" ? item.suggested : deed === "relabel" ? label : null;
  return { uuid: newId(), target: item.target, verb: DEED_VERB[deed], label: chosen, base: item.seq, mode: "items" };
}

/** The item as it stands after a decision that is on its way. */
function after(item: Item, sent: DecisionIn): Item {
  const user = boot.value?.user;
  const label = sent.label == null ? null : item.tag === null ? className(sent.label) : String(sent.label);
  const made = { seq: item.seq, verb: sent.verb, label, user: user?.id ?? 0, user_name: user?.name ?? "", at: new Date().toISOString(), mode: "items" as const, comment: null };
  return { ...item, status: STATUS_OF[sent.verb], decision: made };
}

/** Decide all undecided items of a filter. */
export async function decideFilter(request: BatchIn): Promise<Batch> {
  const batch = await post<Batch>("batches", request);
  counts.value = batch.counts;
  return batch;
}

/** The request of a deed on all that a filter finds undecided. */
export function batchOf(filter: Filter, deed: Deed, expect: number, extra: Partial<BatchIn> = {}): BatchIn {
  return { filter, verb: DEED_VERB[deed], accept: deed === "accept", expect, ...extra };
}
