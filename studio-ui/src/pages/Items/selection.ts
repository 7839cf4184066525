// What is selected: some items, or all that the filter finds. Selected items are kept whole, for their suggestion and
// the number of the event that was seen.

import { signal } from "@preact/signals";
import type { Item } from "../../api/types";

export class Selection {
  readonly items = signal<ReadonlyMap<number, Item>>(new Map());
  readonly all = signal(false);
  private anchor: number | null = null;
  private held: ReadonlyMap<number, Item> = new Map();

  has(target: number): boolean {
    return this.all.value || this.items.value.has(target);
  }

  clear(): void {
    this.items.value = new Map();
    this.all.value = false;
    this.anchor = null;
  }

  /** Select all that the filter finds, whether it is loaded or not. */
  everything(): void {
    this.items.value = new Map();
    this.all.value = true;
  }

  /** Select one more, or one less; a range starts here. */
  toggle(item: Item, index: number): void {
    const next = new Map(this.all.value ? [] : this.items.value);
    if (!next.delete(item.target)) next.set(item.target, item);
    this.all.value = false;
    this.items.value = next;
    this.anchor = index;
  }

  /** Where a range starts. */
  start(index: number): number {
    this.anchor ??= index;
    return this.anchor;
  }

  /** Remember what is selected while a drag goes on. */
  hold(): void {
    this.held = this.all.value ? new Map() : this.items.value;
  }

  /** Select what the drag covers now, beside what was selected before it. */
  spread(items: readonly Item[]): void {
    this.items.value = this.held;
    this.add(items);
  }

  /** Select these too. */
  add(items: Iterable<Item>): void {
    const next = new Map(this.all.value ? [] : this.items.value);
    for (const item of items) next.set(item.target, item);
    this.all.value = false;
    this.items.value = next;
  }

  /** Take over how these items stand now. */
  refresh(items: readonly Item[]): void {
    const known = this.items.value;
    if (!items.some((item) => known.has(item.target))) return;
    const next = new Map(known);
    for (const item of items) if (next.has(item.target)) next.set(item.target, item);
    this.items.value = next;
  }
}
