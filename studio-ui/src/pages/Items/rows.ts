// The list of a filter, loaded in pages as the window needs them. What the window no longer shows is not waited for.

import { signal } from "@preact/signals";
import { get, messageOf } from "../../api/client";
import type { Detail, Filter, Item, ItemPage, Order } from "../../api/types";
import { type News, updated } from "../Bulk/deeds";
import type { Span } from "./geometry";

const PAGE = 100;
/** So many pages before and after the window are kept. */
const KEPT = 40;
const LONGEST = 200;
const FEW = 20;

export class Rows {
  /** Counts up whenever something that is shown may have changed. */
  readonly version = signal(0);
  readonly total = signal<number | null>(null);
  readonly failed = signal<string | null>(null);
  /** Decisions were made since the list was loaded: items may have left or joined the filter. */
  readonly stale = signal(false);

  private pages = new Map<number, Item[]>();
  private under = new Map<number, AbortController>();

  constructor(
    readonly filter: Filter,
    readonly order: Order,
  ) {}

  /** The item in this place, undefined while it is not loaded. */
  at(index: number): Item | undefined {
    return this.pages.get(Math.floor(index / PAGE))?.[index % PAGE];
  }

  /** Load what the window shows. Pages of a list that changed are not mixed: all are loaded again. */
  show({ first, last }: Span): void {
    const from = Math.floor(first / PAGE);
    const wanted = Array.from({ length: Math.max(Math.ceil(last / PAGE) - from, 1) }, (_, at) => from + at);
    const missing = wanted.filter((page) => !this.pages.has(page));
    if (this.stale.value && missing.length > 0 && this.pages.size > 0) return this.forget();
    for (const [page, load] of this.under) if (!wanted.includes(page)) load.abort();
    for (const page of missing) if (!this.under.has(page)) void this.load(page);
    for (const page of this.pages.keys()) if (Math.abs(page - from) > KEPT) this.pages.delete(page);
  }

  /** Stop loading. */
  stop(): void {
    for (const load of this.under.values()) load.abort();
    this.under.clear();
  }

  /** All items from one place to another, for a selected range. */
  async range(first: number, last: number): Promise<Item[]> {
    const found: Item[] = [];
    while (first + found.length <= last) {
      const at = first + found.length;
      const known = this.at(at);
      const more = known ? [known] : (await this.ask(at, Math.min(LONGEST, last - at + 1))).items;
      if (more.length === 0) break;
      found.push(...more);
    }
    return found;
  }

  /** Show how these items stand now, in their places. */
  update(news: readonly News[]): void {
    for (const [page, items] of this.pages) this.pages.set(page, updated(items, news));
    this.version.value += 1;
  }

  /** Ask for loaded items that another person decided; when there are many, the list is loaded anew. */
  async reread(targets: readonly number[]): Promise<Item[]> {
    const shown = [...this.pages.values()].flat().filter(({ target }) => targets.includes(target));
    if (shown.length <= FEW) return Promise.all(shown.map(async ({ target }) => (await get<Detail>(`items/${target}`)).item));
    this.forget();
    return [];
  }

  /** Drop what is loaded: all of it may have changed. */
  forget(): void {
    this.stop();
    this.pages.clear();
    this.stale.value = false;
    this.version.value += 1;
  }

  private ask(offset: number, limit: number, signal?: AbortSignal): Promise<ItemPage> {
    return get<ItemPage>("items", { filter: this.filter, order: this.order, offset, limit }, signal);
  }

  private async load(page: number): Promise<void> {
    const controller = new AbortController();
    this.under.set(page, controller);
    try {
      const found = await this.ask(page * PAGE, PAGE, controller.signal);
      this.pages.set(page, found.items);
      this.total.value = found.total;
      this.failed.value = null;
      this.version.value += 1;
    } catch (error) {
      if (!controller.signal.aborted) this.failed.value = messageOf(error);
    }
    if (this.under.get(page) === controller) this.under.delete(page);
  }
}
