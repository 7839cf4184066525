// Numbers in words, by the rules of the design language: thousands with a comma, percent with a no-break space.
import type { Status, Verb } from "../api/types";

const COUNT = new Intl.NumberFormat("en-US");

export function count(value: number): string {
  return COUNT.format(value);
}

/** "1 text", "2 texts": the noun is given in the plural. */
export function counted(value: number, noun: string): string {
  return `${count(value)} ${value === 1 ? noun.replace(/s$/, "") : noun}`;
}

/** "97 %", "< 1 %", "> 99 %". */
export function percent(share: number): string {
  const whole = Math.round(share * 100);
  const shown = whole < 1 ? "<\u00a01" : whole > 99 ? ">\u00a099" : whole;
  return `${shown}\u00a0%`;
}

/** "5 %", with one decimal "2.5 %". */
export function share(value: number, decimals = 1): string {
  return `${Number((value * 100).toFixed(decimals))}\u00a0%`;
}

/** An interval in a table: "65–94". Its ends are rounded outwards. */
export function ends([low, high]: [number, number]): string {
  return `${Math.floor(low * 100)}–${Math.ceil(high * 100)}`;
}

/** "about 5 min", "about 1 h 50 min": of hours the tens of minutes are enough. */
export function duration(minutes: number): string {
  const whole = Math.max(1, Math.round(minutes));
  if (whole < 60) return `about ${whole} min`;
  const tens = Math.round(whole / 10);
  return `about ${Math.floor(tens / 6)} h` + (tens % 6 ? ` ${tens % 6}0 min` : "");
}

/** "14:31" today, "21 November 2026" on other days. */
export function when(iso: string): string {
  const at = new Date(iso);
  if (at.toDateString() === new Date().toDateString()) return at.toTimeString().slice(0, 5);
  return at.toLocaleDateString("en-GB", { dateStyle: "long" });
}

export const STATUS_WORD: Record<Status, string> = {
  todo: "To review",
  fixed: "Fixed",
  kept: "Kept",
  excluded: "Excluded",
  unsure: "Unsure",
  ambiguous: "Both fit",
  conflict: "In conflict",
};

/** What a verb makes of a target. */
export const STATUS_OF: Record<Verb, Status> = {
  relabel: "fixed",
  keep: "kept",
  exclude: "excluded",
  unsure: "unsure",
  ambiguous: "ambiguous",
};
