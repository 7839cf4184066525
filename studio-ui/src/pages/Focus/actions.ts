// What a key does to the item on screen: decide and go on, take back, set another tag of the same example.
import { signal } from "@preact/signals";
import { decide, newId, onAnswer, remark, undo } from "../../api/outbox";
import type { DecisionIn, Item, TagState, Verb } from "../../api/types";
import { STATUS_OF } from "../../lib/format";
import { className } from "../../state/app";
import { stopClock } from "../../state/pace";
import { itemName } from "../../components/Thumb";
import { decided, fits, type Sampled } from "../Bulk/deeds";
import { load, putTag } from "./details";
import { at, bring, current, list, put, show, shown } from "./queue";

interface Step {
  uuid: string;
  before: Item;
  tag?: TagState;
}

/** What the reserved place below the item says: the last decision, or what was taken back. */
export const last = signal<{ item: Item; undone: boolean; many: number } | null>(null);

let steps: Step[] = [];
let awaiting = false;

/** Nothing can be taken back here any more; earlier decisions are, through the server. */
export function startAgain(): void {
  steps = [];
  last.value = null;
}

/** Accept the suggestion; where there is none this does nothing. */
export function accept(): void {
  const item = current.value;
  if (item && can(item, "accept")) act("relabel", item.suggested);
}

/** Whether the item has such a label, and it is shown. */
export function can(item: Item, deed: Sampled): boolean {
  return !item.blind && fits(item, deed);
}

/** Give a class; the given one is kept. */
export function choose(id: number): void {
  const item = current.value;
  if (item && id === item.given && !item.blind) act("keep");
  else act("relabel", id);
}

/** Decide the item on screen and show the next one, in the same frame. */
export function act(verb: Verb, label: number | null = null): void {
  const item = current.value;
  if (!item || (verb === "keep" && !can(item, verb))) return;
  const decision = decisionOf(item, verb, label);
  const after = decided(item, decision);
  steps.push({ uuid: decision.uuid, before: item });
  put([after]);
  last.value = { item: after, undone: false, many: 1 };
  decide([decision], `The decision on ${itemName(item)}`);
  show(at.value + 1);
}

/** Switch one tag of the example on screen, and stay. */
export function switchTag(tag: TagState): void {
  const item = current.value;
  if (!item) return;
  if (tag.target === item.target) return tag.suggested === tag.given ? act("keep") : accept();
  const now = !tag.now;
  const decision = now === tag.given ? decisionOf(tag, "keep", null) : decisionOf(tag, "relabel", Number(now));
  steps.push({ uuid: decision.uuid, before: item, tag });
  putTag({ ...tag, now, status: STATUS_OF[decision.verb] }, item.target);
  decide([decision], `The decision on ${className(tag.tag)}`);
}

/** Take back the last decision: at once what was decided here, through the server what was decided before. */
export function takeBack(): void {
  const step = steps.pop();
  if (!step) {
    awaiting = true;
    return undo();
  }
  undo({ uuid: step.uuid });
  if (step.tag) putTag(step.tag, step.before.target);
  last.value = { item: step.before, undone: true, many: 1 };
  bring(step.before);
}

export function comment(text: string): void {
  if (current.value) remark(current.value.target, text);
}

function decisionOf({ target, seq, blind = false }: { target: number; seq: number; blind?: boolean }, verb: Verb, label: number | null): DecisionIn {
  return { uuid: newId(), target, verb, label, base: seq, milliseconds: stopClock(), mode: blind ? "blind" : "focus", blind };
}

/** Keep the numbers of the last events, so that a later decision says what it was based on. */
onAnswer(({ decided: stored, undone }) => {
  for (const { target, seq } of stored?.decided ?? []) {
    put(list.value.filter((item) => item.target === target).map((item) => ({ ...item, seq })));
    const { detail } = shown.value;
    const tag = detail?.tags.find((one) => one.target === target);
    if (detail && tag) putTag({ ...tag, seq }, detail.item.target);
  }
  if (undone && awaiting) {
    awaiting = false;
    const item = undone.items[0];
    if (!item || location.pathname !== "/review") return;
    last.value = { item, undone: true, many: undone.events };
    bring(item);
    void load(item.target);
  }
});
