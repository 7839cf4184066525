// Everything about the item on screen and the next ones, asked for before it is needed; and their pictures.
import { signal } from "@preact/signals";
import { get, mediaUrl, messageOf } from "../../api/client";
import type { Detail, Item, TagState } from "../../api/types";

const KEPT = 40;
const AT_ONCE = 3;

/** Details by target, or why they cannot be had; a target that is missing is on its way. */
export const details = signal<ReadonlyMap<number, Detail | string>>(new Map());

const coming = new Set<number>();
let wanted: Item[] = [];
let working = 0;

/** Ask for pictures and details of these items, the first first; those of others that have not begun are dropped. */
export function prepare(items: Item[]): void {
  // The browser keeps the pictures for when they are shown.
  for (const { media, row } of items) if (media === "image") new Image().src = mediaUrl(row);
  wanted = items.filter(({ target }) => typeof details.value.get(target) !== "object" && !coming.has(target));
  while (working < AT_ONCE && wanted.length > 0) void work();
}

/** Few at once: a person who decides fast must not have to wait for details of what has passed. */
async function work(): Promise<void> {
  working += 1;
  for (let item = wanted.shift(); item; item = wanted.shift()) await load(item.target);
  working -= 1;
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
