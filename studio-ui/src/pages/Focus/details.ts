// Everything about the item on screen and the next ones, asked for before it is needed; and their pictures.
import { signal } from "@preact/signals";
import { ApiError, get, mediaUrl } from "../../api/client";
import type { Detail, Item, TagState } from "../../api/types";

const KEPT = 40;
const AT_ONCE = 3;

/** Details by target; a target that is missing is on its way. */
export const details = signal<ReadonlyMap<number, Detail>>(new Map());
/** Why the details of a target are missing. */
export const failures = signal<ReadonlyMap<number, string>>(new Map());

const asked = new Set<number>();
const pictures = new Map<number, HTMLImageElement>();
let waiting: Item[] = [];
let running = 0;

/** Ask for details and pictures of these items, the first first. */
export function prepare(items: Item[]): void {
  for (const item of items) {
    if (item.media === "image" && !pictures.has(item.row)) {
      const picture = new Image();
      picture.src = mediaUrl(item.row);
      remember(pictures, item.row, picture);
    }
  }
  waiting = items.filter((item) => !asked.has(item.target));
  pump();
}

/** Ask again for one that has changed. */
export function refresh(item: Item): void {
  asked.delete(item.target);
  prepare([item]);
}

/** Change one tag of what is shown, before the server has answered. */
export function putTag(target: number, tag: TagState): void {
  const detail = details.value.get(target);
  if (!detail) return;
  const tags = detail.tags.map((one) => (one.target === tag.target ? tag : one));
  details.value = new Map(details.value).set(target, { ...detail, tags });
}

export function forget(): void {
  asked.clear();
  details.value = new Map();
  failures.value = new Map();
}

function pump(): void {
  while (running < AT_ONCE && waiting.length > 0) {
    const item = waiting.shift() as Item;
    running += 1;
    asked.add(item.target);
    void load(item).finally(() => {
      running -= 1;
      pump();
    });
  }
}

async function load(item: Item): Promise<void> {
  try {
    const detail = await get<Detail>(`items/${item.target}`);
    const next = new Map(details.value);
    remember(next, item.target, detail);
    details.value = next;
  } catch (error) {
    asked.delete(item.target);
    const why = error instanceof ApiError ? error.message : String(error);
    failures.value = new Map(failures.value).set(item.target, why);
  }
}

/** Keep only the newest, so that a long session stays small. */
function remember<T>(map: Map<number, T>, key: number, value: T): void {
  map.delete(key);
  map.set(key, value);
  const oldest = map.keys().next().value;
  if (map.size > KEPT && oldest !== undefined) {
    map.delete(oldest);
    asked.delete(oldest);
  }
}
