// Everything about the item on screen and the next ones, asked for before it is needed; and their pictures.
import { signal } from "@preact/signals";
import { get, mediaUrl, messageOf } from "../../api/client";
import type { Detail, Item, TagState } from "../../api/types";

const KEPT = 40;
const AT_ONCE = 3;

/** Details by target, or why they cannot be had; a target that is missing is on its way. */
export const details = signal<ReadonlyMap<number, Detail | string>>(new Map());

const asked = new Set<number>();
const pictures = new Map<number, HTMLImageElement>();
let waiting: Item[] = [];
let running = 0;

/** Ask for details and pictures of these items, the first first. */
export function prepare(items: Item[]): void {
  for (const { media, row } of items) {
    if (media !== "image" || pictures.has(row)) continue;
    const picture = new Image();
    picture.src = mediaUrl(row);
    remember(pictures, row, picture);
  }
  waiting = items.filter((item) => !asked.has(item.target));
  for (let free = Math.min(AT_ONCE - running, waiting.length); free > 0; free--) void work();
}

/** Ask again for one that has changed. */
export function refresh(item: Item): void {
  asked.delete(item.target);
  prepare([item]);
}

/** Change one tag of what is shown, before the server has answered. */
export function putTag(tag: TagState, target: number): void {
  const detail = details.value.get(target);
  if (typeof detail !== "object") return;
  const tags = detail.tags.map((one) => (one.target === tag.target ? tag : one));
  details.value = new Map(details.value).set(target, { ...detail, tags });
}

export function forget(): void {
  asked.clear();
  details.value = new Map();
}

async function work(): Promise<void> {
  running += 1;
  for (let item = waiting.shift(); item; item = waiting.shift()) await load(item.target);
  running -= 1;
}

async function load(target: number): Promise<void> {
  asked.add(target);
  const found = await get<Detail>(`items/${target}`).catch(messageOf);
  if (typeof found === "string") asked.delete(target);
  const next = new Map(details.value);
  remember(next, target, found);
  details.value = next;
}

/** Keep only the newest, so that a long session stays small. */
function remember<T>(map: Map<number, T>, key: number, value: T): void {
  map.delete(key);
  map.set(key, value);
  const [oldest] = map.keys();
  if (map.size > KEPT && oldest !== undefined) {
    map.delete(oldest);
    asked.delete(oldest);
  }
}
