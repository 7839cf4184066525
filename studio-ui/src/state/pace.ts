// How fast this user decides: time per decision is stored with each, and shown as decisions a minute.
import { computed, signal } from "@preact/signals";
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

/** Minutes that the rest takes at this pace; null when not known yet. */
export const minutesLeft = computed<number | null>(() => {
  if (pace.value === null || !counts.value) return null;
  return counts.value.todo / pace.value;
});
