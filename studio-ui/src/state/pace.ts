// How fast this user decides: time per decision is stored with each, and shown as decisions a minute.
import { computed, signal } from "@preact/signals";
import { count, counted, duration } from "../lib/format";
import { boot, counts } from "./app";

const IDLE = 30_000;
const LAST = 50;

const spent = signal<number[]>([]);
let shownAt = performance.now();

/** A new item is on screen: the clock starts. */
export function startClock(): void {
  shownAt = performance.now();
}

/** Milliseconds since the item came on screen; null when that was a pause rather than a decision. */
export function stopClock(): number | null {
  const milliseconds = Math.round(performance.now() - shownAt);
  if (milliseconds > IDLE) return null;
  spent.value = [...spent.value.slice(1 - LAST), milliseconds];
  return milliseconds;
}

/** Several decisions were made together in this time. */
export function shareTime(milliseconds: number, decisions: number): void {
  const each = Math.round(milliseconds / decisions);
  spent.value = [...spent.value, ...Array<number>(decisions).fill(each)].slice(-LAST);
}

/** Decisions a minute: of this session from the tenth on, until then of earlier ones; null when not known yet. */
export const pace = computed<number | null>(() => {
  if (spent.value.length < 10) return boot.value?.pace ?? null;
  const sorted = [...spent.value].sort((a, b) => a - b);
  return 60_000 / Math.max(1, sorted[Math.floor(sorted.length / 2)] as number);
});

/** How much is left, and how long that takes at this pace. */
export const left = computed(() => {
  const { todo = 0, decisions = 0 } = counts.value ?? {};
  const speed = pace.value;
  return `${count(todo)} left, ` + (speed && todo ? `${duration(todo / speed)} at ${count(Math.round(speed))} a minute` : `${counted(decisions, "decisions")} saved`);
});

/** How the review stands. */
export function outlook(): string {
  const { flagged = 0, todo = 0, unsure = 0, ambiguous = 0, conflicts = 0 } = counts.value ?? {};
  if (flagged === 0) return "Nothing is flagged above the threshold.";
  if (todo > 0) return `${left.value}.`;
  const open = unsure + ambiguous + conflicts;
  return "Every flagged label was judged." + (open > 0 ? ` ${count(open)} left open: unsure, both fit or in conflict.` : "");
}
