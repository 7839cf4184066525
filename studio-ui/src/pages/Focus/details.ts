// Everything about the item on screen and the next ones, asked for before it is needed; and their pictures.
import { signal } from "@preact/signals";
import { get, mediaUrl, messageOf } from "../../api/client";
import type { Detail, Item, TagState } from "../../api/types";

const KEPT = 40;

/** Details by target, or why they cannot be had; a target that is missing is on its way. */
export const details = signal<ReadonlyMap<number, Detail | string>>(new Map());

const coming = new Set<number>();
let wanted: Item[] = [];

/** Ask for pictures and details of these items, one after the other, until others are wanted. */
export async function prepare(items: Item[]): Promise<void> {
  wanted = items;
  // The browser keeps the pictures for when they are shown.
  for (const { media, row } of items) if (media === "image") new Image().src = mediaUrl(row);
  for (const { target } of items) {
    if (wanted === items && typeof details.value.get(target) !== "object" && !coming.has(target)) await load(target);
  }
}

/** Change one tag of what is shown, before the server has answered. */
export function putTag(tag: TagState, target: number): void {
  const detail = details.value.get(target);
  if (typeof detail !== "object") return;
  const tags = detail.tags.map((one) => (one.target === tag.target ? tag : one));
  details.value = new Map(details.value).set(target, { ...detail, tags });
}

export function forget(): void {
  details.value = new Map();
}

/** Ask for one, or again for one that has changed. */
export async function load(target: number): Promise<void> {
  coming.add(target);
  const found = await get<Detail>(`items/${target}`).catch(messageOf);
  coming.delete(target);
  // Only the newest are kept, so that a long session stays small.
  const newest = [...details.value].filter(([one]) => one !== target).slice(1 - KEPT);
  details.value = new Map([...newest, [target, found]]);
}
