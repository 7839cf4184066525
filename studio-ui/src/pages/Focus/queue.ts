// The items of a review in order: loaded ahead of the one on screen, by leases where several people review.
import { computed, signal } from "@preact/signals";
import { ApiError, get, post, remove } from "../../api/client";
import type { Detail, Filter, Item, Lease, QueuePage } from "../../api/types";
import { trimmed } from "../../lib/filter";
import { counts, isTeam } from "../../state/app";
import { startClock } from "../../state/pace";
import { forget, prepare } from "./details";

const PAGE = 60;
const AHEAD = 2 * PAGE;
const LEASE = 20;

/** Everything loaded so far, decided ones too, so that one can go back. */
export const list = signal<Item[]>([]);
/** Place in `list` of the item on screen. */
export const at = signal(0);
export const state = signal<"loading" | "ready" | "problem">("loading");
export const problem = signal<string | null>(null);
/** Something to say about the queue itself, in words. */
export const notice = signal<string | null>(null);
/** How many of the queue were decided before it was opened, or lie before its first item; and how many there are. */
export const frame = signal({ before: 0, total: 0 });

export const current = computed<Item | null>(() => list.value[at.value] ?? null);
/** Undecided items that were passed over. */
export const passedOver = computed(() => list.value.slice(0, at.value).filter((item) => item.status === "todo").length);

let wanted: Filter = {};
let ended = false;
let loading: Promise<void> | null = null;
let round = 0;
const leases = new Set<number>();

/** Undecided flagged targets, unless the filter says otherwise. */
export function queueFilter(filter: Filter): Filter {
  const asked = trimmed(filter);
  const open = asked.status ? {} : { status: ["todo" as const] };
  // Without labels, and among selected targets, there is work that is not flagged.
  const everything = asked.queue != null || asked.labelled === false || asked.flagged != null || asked.status || asked.carried || asked.duplicates;
  return { ...asked, ...open, ...(everything ? {} : { flagged: true }) };
}

/** Open a queue: at its start, or at a target that was on screen before. */
export async function open(filter: Filter, target: number | null): Promise<void> {
  const mine = ++round;
  wanted = filter;
  ended = false;
  loading = null;
  state.value = "loading";
  problem.value = notice.value = null;
  list.value = [];
  at.value = 0;
  forget();
  try {
    const first = target === null ? null : await itemOf(target);
    if (mine !== round) return;
    if (first) list.value = [first];
    await more(first?.target ?? null);
    if (mine !== round) return;
    state.value = "ready";
    show(0);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    problem.value = error.message;
    state.value = "problem";
  }
}

/** Begin again at the first undecided item. */
export function restart(): Promise<void> {
  return open(wanted, null);
}

/** Put a place of the list on screen. */
export function show(place: number): void {
  at.value = Math.max(0, Math.min(place, list.value.length));
  startClock();
  // Requests start after the screen has changed.
  setTimeout(lookAhead);
}

function lookAhead(): void {
  prepare(list.value.slice(at.value, at.value + 9));
  const last = list.value[list.value.length - 1];
  if (list.value.length - at.value < (usesLeases() ? LEASE / 2 : AHEAD)) void more(last?.target ?? null).catch(noteProblem);
}

/** Replace what is known of some targets, wherever they are. */
export function put(items: Item[]): void {
  const changed = new Map(items.map((item) => [item.target, item]));
  if (list.value.some((item) => changed.has(item.target))) list.value = list.value.map((item) => changed.get(item.target) ?? item);
}

/** Take out targets that somebody else has decided or holds, unless they are on screen or behind. */
export function dropAhead(targets: number[]): void {
  const gone = new Set(targets);
  list.value = list.value.filter((item, place) => place <= at.value || !gone.has(item.target));
}

/** Many decisions were made at once: ask again for what follows the item on screen. */
export async function renew(): Promise<void> {
  const item = current.value;
  if (!item || state.value !== "ready") return;
  await loading?.catch(noteProblem);
  list.value = list.value.slice(0, at.value + 1);
  ended = false;
  await more(item.target).catch(noteProblem);
}

/** Put an item on screen: where it is in the list, else as a new place here. */
export function bring(item: Item): void {
  const place = list.value.findIndex((one) => one.target === item.target);
  if (place >= 0) {
    put([item]);
    return show(place);
  }
  list.value = [...list.value.slice(0, at.value), item, ...list.value.slice(at.value)];
  show(at.value);
}

/** Hand back what this page holds. */
export function release(): void {
  for (const lease of leases) void remove(`leases/${lease}`).catch(() => undefined);
  leases.clear();
}

function usesLeases(): boolean {
  return isTeam.value && wanted.queue == null;
}

function more(after: number | null): Promise<void> {
  if (ended) return Promise.resolve();
  loading ??= (usesLeases() ? lease() : page(after)).finally(() => (loading = null));
  return loading;
}

async function page(after: number | null): Promise<void> {
  const mine = round;
  const found = await get<QueuePage>("queue", { filter: wanted, after, limit: PAGE });
  if (mine !== round) return;
  if (state.value === "loading") place(found, list.value.length);
  ended = found.items.length < PAGE;
  append(found.items);
}

/** Where in the whole review this queue starts. */
function place(found: QueuePage, shown: number): void {
  const whole = Object.keys(wanted).length === 2 && wanted.flagged === true && wanted.status?.join() === "todo";
  const decided = whole && counts.value ? counts.value.flagged - counts.value.todo : 0;
  const skipped = Math.max(0, found.total - found.left - shown);
  frame.value = { before: decided + skipped, total: decided + Math.max(found.total, shown) };
}

async function lease(): Promise<void> {
  const mine = round;
  const held = await post<Lease>("leases", { size: LEASE, filter: wanted });
  if (mine !== round) return;
  const known = counts.value;
  if (state.value === "loading" && known) frame.value = { before: known.flagged - known.todo, total: known.flagged };
  leases.add(held.id);
  ended = held.items.length === 0;
  append(held.items);
}

function append(items: Item[]): void {
  const known = new Set(list.value.map((item) => item.target));
  list.value = [...list.value, ...items.filter((item) => !known.has(item.target))];
  prepare(list.value.slice(at.value, at.value + 9));
}

async function itemOf(target: number): Promise<Item | null> {
  try {
    return (await get<Detail>(`items/${target}`)).item;
  } catch (error) {
    if (error instanceof ApiError && !error.passing) return null;
    throw error;
  }
}

function noteProblem(error: unknown): void {
  if (!(error instanceof ApiError)) throw error;
  // What is loaded can be decided meanwhile; the next step asks again.
  if (error.status !== 0) notice.value = error.message;
}
