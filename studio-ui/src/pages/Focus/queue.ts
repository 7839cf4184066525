// The items of a review in order: loaded ahead of the one on screen, by leases where several people review.
import { computed, signal } from "@preact/signals";
import { get, messageOf, online, post, remove } from "../../api/client";
import type { Detail, Filter, Item, Lease, QueuePage } from "../../api/types";
import { isWhole } from "../../lib/filter";
import { href } from "../../router";
import { counts, isTeam, keepPlace, project } from "../../state/app";
import { startClock } from "../../state/pace";
import { details, forget, prepare } from "./details";

const PAGE = 60;
const AHEAD = 2 * PAGE;
const LEASE = 20;
const AT_HAND = 9;
const SETTLED = 400;

/** Everything loaded so far, decided ones too, so that one can go back. */
export const list = signal<Item[]>([]);
/** Place in `list` of the item on screen. */
export const at = signal(0);
export const ready = signal(false);
/** Why the queue cannot be read. */
export const problem = signal<string | null>(null);
/** Something to say about the queue itself, in words. */
export const notice = signal<string | null>(null);
/** How many of the queue were decided before it was opened, or lie before its first item; and how many there are. */
const frame = signal({ before: 0, total: 0 });

export const current = computed<Item | null>(() => list.value[at.value] ?? null);
/** The item on screen with its details; null while they are on their way, with the reason when they cannot be had. */
export const shown = computed(() => {
  const item = current.value;
  const found = item && details.value.get(item.target);
  return typeof found === "string" ? { item, detail: null, why: found } : { item, detail: found ?? null, why: null };
});
/** Which item of the queue is on screen, and how many there are. */
export const place = computed(() => {
  const number = frame.value.before + at.value + 1;
  return { number, total: Math.max(frame.value.total, number) };
});

let wanted: Filter = {};
let run = 0;
let ended = false;
let loading: Promise<void> | null = null;
let round = 0;
let keeping: ReturnType<typeof setTimeout> | undefined;
const leases = new Set<number>();

/** Undecided flagged targets, unless the filter says otherwise. */
export function queueFilter(filter: Filter): Filter {
  // Without labels, and among selected targets, there is work that is not flagged.
  const everything = filter.status || filter.carried || filter.duplicates || filter.labelled === false || filter.queue;
  return { status: ["todo"], ...(everything ? {} : { flagged: true }), ...filter };
}

/** Open a queue: at its start, or at a target that was on screen before. */
export async function open(filter: Filter, target: number | null): Promise<void> {
  const mine = ++round;
  wanted = filter;
  run = project.value.run;
  ended = false;
  loading = null;
  ready.value = false;
  problem.value = notice.value = null;
  list.value = [];
  at.value = 0;
  forget();
  try {
    const first = target === null ? null : await get<Detail>(`items/${target}`).then(({ item }) => item, () => null);
    if (mine !== round) return;
    if (first) list.value = [first];
    await more(first?.target ?? null);
    if (mine !== round) return;
    ready.value = true;
    show(0);
  } catch (error) {
    problem.value = messageOf(error);
  }
}

/** Begin again at the first undecided item. */
export function restart(): Promise<void> {
  return open(wanted, null);
}

/** Put a place of the list on screen. */
export function show(number: number): void {
  at.value = Math.max(0, Math.min(number, list.value.length));
  startClock();
  clearTimeout(keeping);
  keeping = setTimeout(keep, SETTLED, true);
  // Requests start after the screen has changed.
  setTimeout(lookAhead);
}

function lookAhead(): void {
  prepare(list.value.slice(at.value, at.value + AT_HAND));
  if (list.value.length - at.value < (usesLeases() ? LEASE / 2 : AHEAD)) void more(list.value.at(-1)?.target ?? null).catch(noteProblem);
}

/** Keep the place with the server, and in the address while this screen is shown. */
function keep(inAddress: boolean): void {
  keeping = undefined;
  const target = current.value?.target ?? null;
  if (inAddress) history.replaceState(null, "", href(location.pathname, { item: target }, location.search));
  keepPlace({ ...place.value, filter: wanted, target, run, mode: "focus" });
}

/** Replace what is known of some targets, wherever they are. */
export function put(items: Item[]): void {
  const changed = new Map(items.map((item) => [item.target, item]));
  list.value = list.value.map((item) => changed.get(item.target) ?? item);
}

/** Take out targets that somebody else has decided or holds, unless they are on screen or behind. */
export function dropAhead(targets: number[]): void {
  const gone = new Set(targets);
  list.value = list.value.filter((item, number) => number <= at.value || !gone.has(item.target));
}

/** Many decisions were made at once: ask again for what follows the item on screen. */
export async function renew(): Promise<void> {
  const item = current.value;
  if (!item || !ready.value) return;
  await loading?.catch(noteProblem);
  list.value = list.value.slice(0, at.value + 1);
  ended = false;
  await more(item.target).catch(noteProblem);
}

/** Put an item on screen: where it is in the list, else as a new place here. */
export function bring(item: Item): void {
  const known = list.value.findIndex((one) => one.target === item.target);
  if (known >= 0) put([item]);
  else list.value = [...list.value.slice(0, at.value), item, ...list.value.slice(at.value)];
  show(known >= 0 ? known : at.value);
}

/** The screen is left: hand back what it holds. */
export function release(): void {
  clearTimeout(keeping);
  if (keeping) keep(false);
  for (const lease of leases) void remove(`leases/${lease}`).catch(() => undefined);
  leases.clear();
}

function usesLeases(): boolean {
  return isTeam.value && wanted.queue == null;
}

function more(after: number | null): Promise<void> {
  if (ended) return Promise.resolve();
  loading ??= load(after).finally(() => (loading = null));
  return loading;
}

async function load(after: number | null): Promise<void> {
  const mine = round;
  const held = usesLeases() ? await post<Lease>("leases", { size: LEASE, filter: wanted }) : null;
  const page = held ? null : await get<QueuePage>("queue", { filter: wanted, after, limit: PAGE });
  if (held) leases.add(held.id);
  if (mine !== round) return;
  if (!ready.value) frame.value = beginning(page);
  const items = (held ?? page)?.items ?? [];
  ended = items.length === 0;
  const known = new Set(list.value.map((item) => item.target));
  list.value = [...list.value, ...items.filter((item) => !known.has(item.target))];
}

/** Where in the whole review this queue starts: what is leased is of the whole one. */
function beginning(page: QueuePage | null): { before: number; total: number } {
  const { flagged = 0, todo = 0 } = counts.value ?? {};
  const { total, left } = page ?? { total: todo, left: todo };
  const decided = !page || isWhole(wanted) ? flagged - todo : 0;
  const first = list.value.length;
  return { before: decided + Math.max(0, total - left - first), total: decided + Math.max(total, first) };
}

function noteProblem(error: unknown): void {
  // What is loaded can be decided meanwhile; the next step asks again. That nobody answers is said already.
  if (online.value) notice.value = messageOf(error);
}
