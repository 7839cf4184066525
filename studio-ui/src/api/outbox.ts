// Decisions apply on screen at once and are sent from here: in order, again and again until the server has stored them.
// What waits survives a reload (sessionStorage); the uuid makes sending twice harmless.
import { computed, signal } from "@preact/signals";
import { channel } from "../lib/channel";
import { ApiError, messageOf, online, post } from "./client";
import type { CommentIn, Decided, DecisionIn, DecisionsIn, DecisionsOut, UndoIn, Undone } from "./types";

const STORE = "labelproof-outbox";
const MOST = 500;
const SLOWEST = 10_000;

/** What waits: where it goes, what goes there, and how it is called in a message. */
type Entry =
  | { path: "decisions"; body: DecisionsIn; words: string }
  | { path: "undo"; body: UndoIn; words: string }
  | { path: "comments"; body: CommentIn; words: string };

/** What the server said about something that was sent. */
export interface Answer {
  decided: DecisionsOut | null;
  undone: Undone | null;
}

/** A decision that another person decided otherwise. */
export interface Clash {
  mine: DecisionIn;
  decided: Decided;
}

/** Something that was refused for good; the decision is not stored. */
export interface Refusal {
  message: string;
  words: string;
  decisions: DecisionIn[];
}

const entries = signal<Entry[]>(restored());
// The audit whose rows are on screen: what waits for longer than that must not hit the rows of the next one.
let run: number | null = null;

/** How many decisions wait to be stored. */
export const waiting = computed(() => entries.value.reduce((sum, entry) => sum + (decisionsOf(entry).length || 1), 0));
/** Nothing was stored for a while: why, in words, else null. */
export const stuck = signal<string | null>(null);
export const clashes = signal<Clash[]>([]);
export const refusals = signal<Refusal[]>([]);

const [listen, tell] = channel<Answer>();
let sending = false;
let delay = 0;
// So many of the first entries are sent one by one.
let alone = 0;
let timer: ReturnType<typeof setTimeout> | undefined;

/** Call a function with every answer; returns one that stops it. */
export const onAnswer = listen;

/** From now on decisions are about the rows of this audit. */
export function decideAbout(number: number | null): void {
  run = number;
}

/** A new id of a decision, comment or undo. */
export function newId(): string {
  return crypto.randomUUID();
}

/** Store decisions. With `sheet` they are one batch, and one undo. `words` name them in a message. */
export function decide(decisions: DecisionIn[], words = "The decision", sheet: string | null = null): void {
  for (let at = 0; at < decisions.length; at += MOST) {
    push({ path: "decisions", body: { decisions: decisions.slice(at, at + MOST), run, sheet }, words });
  }
}

/** Take back a decision by its uuid, a batch by its number, or this user's last decision. */
export function undo(body: UndoIn = {}): void {
  push({ path: "undo", body: { ...body, request: newId() }, words: "Undo" });
}

/** Store a remark on a target. */
export function remark(target: number, text: string): void {
  push({ path: "comments", body: { uuid: newId(), target, text, run }, words: "The comment" });
}

/** Try at once instead of after the next pause. */
export function sendNow(): void {
  delay = 0;
  clearTimeout(timer);
  void pump();
}

/** Resolve when nothing waits any more. */
export async function settled(): Promise<void> {
  while (entries.value.length > 0) await new Promise((resolve) => setTimeout(resolve, 20));
}

function push(entry: Entry): void {
  entries.value = [...entries.value, entry];
  save();
  // After the screen has changed: a request costs a millisecond to start.
  setTimeout(() => void pump());
}

async function pump(): Promise<void> {
  if (sending || entries.value.length === 0) return;
  sending = true;
  const [entry, taken] = next();
  try {
    finish(entry, taken, await post<unknown>(entry.path, entry.body));
  } catch (error) {
    fail(entry, taken, error);
  }
  sending = false;
  if (entries.value.length > 0) timer = setTimeout(() => void pump(), delay);
}

function decisionsOf(entry: Entry): DecisionIn[] {
  return entry.path === "decisions" ? entry.body.decisions : [];
}

/** The first entry, with single decisions that follow it in the same request; and how many entries that takes. */
function next(): [Entry, number] {
  const [first, ...others] = entries.value as [Entry, ...Entry[]];
  if (alone > 0 || first.path !== "decisions" || first.body.sheet) return [first, 1];
  const decisions = [...first.body.decisions];
  let taken = 1;
  for (const entry of others) {
    const same = entry.path === "decisions" && !entry.body.sheet && entry.body.run === first.body.run;
    if (!same || decisions.length + entry.body.decisions.length > MOST) break;
    decisions.push(...entry.body.decisions);
    taken += 1;
  }
  return [{ ...first, body: { ...first.body, decisions } }, taken];
}

function finish(entry: Entry, taken: number, said: unknown): void {
  drop(taken);
  stuck.value = null;
  const decided = entry.path === "decisions" ? (said as DecisionsOut) : null;
  for (const one of decided?.decided ?? []) {
    const mine = decisionsOf(entry).find(({ uuid }) => uuid === one.uuid);
    if (mine && one.conflict && !one.repeated) clashes.value = [...clashes.value, { mine, decided: one }];
  }
  tell({ decided, undone: entry.path === "undo" ? (said as Undone) : null });
}

function fail(entry: Entry, taken: number, error: unknown): void {
  const message = messageOf(error);
  if (!(error instanceof ApiError) || error.passing) {
    delay = Math.min(SLOWEST, delay * 2 || 400);
    stuck.value = online.value ? message : null;
  } else if (taken > 1) {
    // Of several decisions in one request one may be wrong: send them one by one, so that only that one is lost.
    alone = taken;
  } else {
    drop(1);
    refusals.value = [...refusals.value, { message, words: entry.words, decisions: decisionsOf(entry) }];
  }
}

function drop(taken: number): void {
  entries.value = entries.value.slice(taken);
  alone = Math.max(0, alone - taken);
  delay = 0;
  save();
}

function save(): void {
  try {
    sessionStorage.setItem(STORE, JSON.stringify(entries.value));
  } catch {
    stuck.value = "The browser's storage is full. Keep this page open until the decisions are stored.";
  }
}

function restored(): Entry[] {
  return JSON.parse(sessionStorage.getItem(STORE) ?? "[]") as Entry[];
}

/** Send what waits although the page goes away; it stays in the storage until a later page sees it stored. */
function flush(): void {
  if (document.visibilityState === "visible" || entries.value.length === 0) return;
  const [entry] = next();
  void post(entry.path, entry.body, { keepalive: true }).catch(() => undefined);
}

document.addEventListener("visibilitychange", flush);
addEventListener("pagehide", flush);
addEventListener("online", sendNow);
addEventListener("beforeunload", (event) => {
  if ((!online.value || stuck.value) && entries.value.length > 0) event.preventDefault();
});
void pump();
