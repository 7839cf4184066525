// What is selected: some items, or all that the filter finds. Selected items are kept whole, for their suggestion and
// the number of the event that was seen.

import { signal } from "@preact/signals";
import type { Item } from "../../api/types";
import { byTarget, type News, updated } from "../Bulk/deeds";

export class Selection {
  readonly items = signal<ReadonlyMap<number, Item>>(new Map());
  /** All that the filter finds, whether it is loaded or not. */
  readonly all = signal(false);
  private anchor: number | null = null;
  private held: Iterable<readonly [number, Item]> = [];

  has(target: number): boolean {
    return this.all.value || this.items.value.has(target);
  }

  clear(all = false): void {
    this.items.value = new Map();
    this.all.value = all;
    this.anchor = null;
  }

  /** Select one more, or one less; a range starts here. */
  toggle(item: Item, index: number): void {
    const next = new Map(this.items.value);
    if (!next.delete(item.target)) next.set(item.target, item);
    this.all.value = false;
    this.items.value = next;
    this.anchor = index;
  }

  /** Where a range starts. */
  start(index: number): number {
    return (this.anchor ??= index);
  }

  /** Remember what is selected while a drag goes on. */
  hold(): void {
    this.held = this.items.value;
  }

  /** Select what the drag covers now, beside what was selected before it. */
  spread(items: readonly Item[]): void {
    this.add(items, this.held);
  }

  /** Select these too. */
  add(items: readonly Item[], before: Iterable<readonly [number, Item]> = this.items.value): void {
    this.all.value = false;
    this.items.value = new Map([...before, ...byTarget(items)]);
  }

  /** Take over how these items stand now. */
  update(news: readonly News[]): void {
    this.items.value = byTarget(updated([...this.items.value.values()], news));
  }
}
