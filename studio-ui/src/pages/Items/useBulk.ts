// Carries out what the bar below the list asks for, and knows what came of it: done, the number moved, the gate closed.
import { signal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { ApiError, get, post } from "../../api/client";
import { undo } from "../../api/outbox";
import type { BatchIn, Filter, Item, ItemPage, Queue } from "../../api/types";
import { counted } from "../../lib/format";
import { navigate, href } from "../../router";
import { filterToQuery } from "../../lib/filter";
import { project } from "../../state/app";
import { batchOf, type Deed, DEED_PAST, decideFilter, decideItems, MOST } from "./decide";
import type { Rows } from "./rows";
import type { Selection } from "./selection";

export interface Closed {
  request: BatchIn;
  deed: Deed;
  why: string;
}

/** How a filter stands: what a batch would decide. */
export function undecided(filter: Filter): Filter {
  return { ...filter, status: ["todo"] };
}

export class Bulk {
  readonly notice = signal<string | null>(null);
  readonly problem = signal<string | null>(null);
  readonly closed = signal<Closed | null>(null);
  readonly busy = signal(false);
  /** How many of the filter are undecided; null while that is being counted. */
  readonly open = signal<number | null>(null);

  constructor(
    private readonly rows: Rows,
    private readonly selection: Selection,
    private readonly filter: Filter,
  ) {}

  /** Count what a batch over the filter would decide. */
  async count(): Promise<void> {
    this.open.value = null;
    const page = await get<ItemPage>("items", { filter: undecided(this.filter), limit: 1 });
    this.open.value = page.total;
  }

  async run(deed: Deed, label: number | null, first: number | null): Promise<void> {
    const chosen = [...this.selection.items.value.values()];
    if (this.selection.all.value) await this.batch(deed, { ...batchOf(undecided(this.filter), deed, this.open.value ?? 0), label, first });
    else if (chosen.length > MOST) await this.queue(deed, label, chosen);
    else this.some(deed, label, chosen);
  }

  /** Decide what is selected, one by one in one batch. */
  private some(deed: Deed, label: number | null, chosen: Item[]): void {
    const now = decideItems(chosen, deed, label);
    this.rows.replace(now);
    this.rows.stale.value = true;
    this.selection.clear();
    this.told(now.length, deed);
  }

  /** Decide what is selected as a queue: too many to send one by one. */
  private async queue(deed: Deed, label: number | null, chosen: Item[]): Promise<void> {
    const queue = await this.keep(chosen);
    await this.batch(deed, { ...batchOf({ queue: queue.id, status: ["todo"] }, deed, queue.todo), label });
  }

  /** Decide all that a filter finds. */
  async batch(deed: Deed, request: BatchIn): Promise<void> {
    this.busy.value = true;
    this.problem.value = null;
    try {
      const batch = await decideFilter(request);
      this.closed.value = null;
      this.selection.clear();
      this.rows.forget();
      this.told(batch.count, deed);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.status === 422) this.closed.value = { request, deed, why: error.message };
      else this.problem.value = error.message;
      if (error.status === 409) await this.count();
    } finally {
      this.busy.value = false;
    }
  }

  undo(): void {
    undo();
    this.notice.value = null;
  }

  /** Review what is selected, or all that the filter finds, one by one. */
  async review(): Promise<void> {
    const chosen = [...this.selection.items.value.values()];
    if (this.selection.all.value || chosen.length === 0) return navigate(href("/review", filterToQuery(this.filter)));
    const queue = await this.keep(chosen);
    navigate(href("/review", { queue: queue.id }));
  }

  private keep(chosen: Item[]): Promise<Queue> {
    return post<Queue>("queues", { name: `${counted(chosen.length, project.value.noun)} from the list`, targets: chosen.map((item) => item.target) });
  }

  private told(number: number, deed: Deed): void {
    this.notice.value = `${counted(number, project.value.noun)} ${DEED_PAST[deed]}.`;
  }
}

export function useBulk(rows: Rows, selection: Selection, filter: Filter): Bulk {
  const bulk = useMemo(() => new Bulk(rows, selection, filter), [rows, selection]);
  useEffect(() => {
    if (selection.all.value) void bulk.count();
  }, [bulk, selection.all.value]);
  return bulk;
}
