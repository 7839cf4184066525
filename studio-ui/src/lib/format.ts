// Numbers in words, by the rules of the design language: thousands with a comma, percent with a no-break space.
import type { Status, Verb } from "../api/types";

const COUNT = new Intl.NumberFormat("en-US");

export function count(value: number): string {
  return COUNT.format(value);
}

/** "1 text", "2 texts": the noun is given in the plural. */
export function counted(value: number, noun: string): string {
  const one = noun === "indices" ? "index" : noun.replace(/s$/, "");
  return `${count(value)} ${value === 1 ? one : noun}`;
}

/** "97 %", "< 1 %", "> 99 %". */
export function percent(share: number): string {
  const whole = Math.round(share * 100);
  if (whole < 1) return "<\u00a01\u00a0%";
  return whole > 99 ? ">\u00a099\u00a0%" : `${whole}\u00a0%`;
}

/** An interval in a table: "65–94". Its ends are rounded outwards. */
export function ends([low, high]: [number, number]): string {
  return `${Math.floor(low * 100)}–${Math.ceil(high * 100)}`;
}

/** "about 5 min", "about 1 h 50 min". */
export function duration(minutes: number): string {
  const whole = Math.max(1, Math.round(minutes));
  if (whole < 60) return `about ${whole} min`;
  const rest = Math.round((whole % 60) / 10) * 10;
  const hours = Math.floor(whole / 60) + (rest === 60 ? 1 : 0);
  return rest === 0 || rest === 60 ? `about ${hours} h` : `about ${hours} h ${rest} min`;
}

const MONTHS = "January February March April May June July August September October November December".split(" ");

/** "14:31" today, "21 November 2026" on other days. */
export function when(iso: string): string {
  const at = new Date(iso);
  if (at.toDateString() === new Date().toDateString()) return at.toTimeString().slice(0, 5);
  return `${at.getDate()} ${MONTHS[at.getMonth()]} ${at.getFullYear()}`;
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
