// Decisions apply on screen at once and are sent from here: in order, again and again until the server has stored them.
// What waits survives a reload (sessionStorage); the uuid makes sending twice harmless.
import { computed, signal } from "@preact/signals";
import { ApiError, online, post } from "./client";
import type { Comment, CommentIn, Decided, DecisionIn, DecisionsIn, DecisionsOut, UndoIn, Undone } from "./types";

const STORE = "labelproof-outbox";
const MOST = 500;
const SLOWEST = 10_000;
const PATHS = { decide: "decisions", undo: "undo", comment: "comments" };

type Entry =
  | { kind: "decide"; body: DecisionsIn; words: string }
  | { kind: "undo"; body: UndoIn; words: string }
  | { kind: "comment"; body: CommentIn; words: string };

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
export const waiting = computed(() => entries.value.reduce((sum, entry) => sum + size(entry), 0));
/** Nothing was stored for a while: why, in words, else null. */
export const stuck = signal<string | null>(null);
export const clashes = signal<Clash[]>([]);
export const refusals = signal<Refusal[]>([]);

const listeners = new Set<(answer: Answer) => void>();
let sending = false;
let delay = 0;
// So many of the first entries are sent one by one.
let alone = 0;
let timer: ReturnType<typeof setTimeout> | undefined;

/** Call `listener` with every answer; returns a function that stops it. */
export function onAnswer(listener: (answer: Answer) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

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
    const body: DecisionsIn = { decisions: decisions.slice(at, at + MOST), run };
    push({ kind: "decide", body: sheet === null ? body : { ...body, sheet }, words });
  }
}

/** Take back a decision by its uuid, a batch by its number, or this user's last decision. */
export function undo(body: UndoIn = {}): void {
  push({ kind: "undo", body: { ...body, request: newId() }, words: "Undo" });
}

/** Store a remark on a target. */
export function remark(target: number, text: string): void {
  push({ kind: "comment", body: { uuid: newId(), target, text, run }, words: "The comment" });
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
  const [entry, taken] = next(entries.value);
  try {
    finish(taken, await send(entry));
  } catch (error) {
    fail(entry, taken, error);
  }
  sending = false;
  if (entries.value.length > 0) timer = setTimeout(() => void pump(), delay);
}

function send(entry: Entry): Promise<Answer> {
  if (entry.kind === "undo") return post<Undone>("undo", entry.body).then((undone) => ({ decided: null, undone }));
  if (entry.kind === "comment") return post<Comment>("comments", entry.body).then(() => ({ decided: null, undone: null }));
  return post<DecisionsOut>("decisions", entry.body).then((decided) => ({ decided, undone: null }));
}

/** The first entry, with single decisions that follow it in the same request; and how many entries that takes. */
function next(waitingNow: Entry[]): [Entry, number] {
  const first = waitingNow[0] as Entry;
  if (alone > 0 || first.kind !== "decide" || first.body.sheet != null) return [first, 1];
  const decisions = [...first.body.decisions];
  let taken = 1;
  for (const entry of waitingNow.slice(1)) {
    const same = entry.kind === "decide" && entry.body.sheet == null && entry.body.run === first.body.run;
    const more = same ? entry.body.decisions : null;
    if (!more || decisions.length + more.length > MOST) break;
    decisions.push(...more);
    taken += 1;
  }
  return [{ ...first, body: { ...first.body, decisions } }, taken];
}

function finish(taken: number, answer: Answer): void {
  const sent = entries.value.slice(0, taken).flatMap((entry) => (entry.kind === "decide" ? entry.body.decisions : []));
  drop(taken);
  delay = 0;
  stuck.value = null;
  const clashed = (answer.decided?.decided ?? []).filter((decided) => decided.conflict && !decided.repeated);
  const found = clashed.flatMap((decided) => sent.filter((one) => one.uuid === decided.uuid).map((mine) => ({ mine, decided })));
  if (found.length > 0) clashes.value = [...clashes.value, ...found];
  for (const listener of listeners) listener(answer);
}

function fail(entry: Entry, taken: number, error: unknown): void {
  const problem = error instanceof ApiError ? error : new ApiError(0, "broken", String(error));
  if (problem.passing) {
    delay = Math.min(SLOWEST, delay === 0 ? 400 : delay * 2);
    stuck.value = problem.status === 0 ? null : problem.message;
    return;
  }
  // Of several decisions in one request one may be wrong: send them one by one, so that only that one is lost.
  if (taken > 1) {
    alone = taken;
    return;
  }
  drop(1);
  delay = 0;
  const decisions = entry.kind === "decide" ? entry.body.decisions : [];
  refusals.value = [...refusals.value, { message: problem.message, words: entry.words, decisions }];
}

function drop(taken: number): void {
  entries.value = entries.value.slice(taken);
  alone = Math.max(0, alone - taken);
  save();
}

function size(entry: Entry): number {
  return entry.kind === "decide" ? entry.body.decisions.length : 1;
}

function save(): void {
  try {
    sessionStorage.setItem(STORE, JSON.stringify(entries.value));
  } catch {
    stuck.value = "The browser's storage is full. Keep this page open until the decisions are stored.";
  }
}

function restored(): Entry[] {
  try {
    return JSON.parse(sessionStorage.getItem(STORE) ?? "[]") as Entry[];
  } catch {
    return [];
  }
}

/** Send what waits although the page goes away; it stays in the storage until a later page sees it stored. */
function flush(): void {
  if (document.visibilityState === "visible" || entries.value.length === 0) return;
  const [entry] = next(entries.value);
  void post(PATHS[entry.kind], entry.body, { keepalive: true }).catch(() => undefined);
}

document.addEventListener("visibilitychange", flush);
addEventListener("pagehide", flush);
addEventListener("online", sendNow);
addEventListener("beforeunload", (event) => {
  if ((!online.value || stuck.value) && entries.value.length > 0) event.preventDefault();
});
void pump();
