// Carries out what the bar below the list asks for, and knows what came of it: done, the number moved, the gate closed.
import { signal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { ApiError, get, post } from "../../api/client";
import { decide, undo } from "../../api/outbox";
import type { BatchIn, DecisionIn, Item, ItemPage, Queue } from "../../api/types";
import { filterToQuery } from "../../lib/filter";
import { counted } from "../../lib/format";
import { href, navigate } from "../../router";
import { project } from "../../state/app";
import { batchOf, decided, decideFilter, decisionOf, type Deed, DEEDS, fits, undecided } from "../Bulk/deeds";
import type { Rows } from "./rows";
import type { Selection } from "./selection";

/** The most items that are decided one by one; more go as a queue, in one batch. */
const MOST = 500;

/** What the gate refused, and why. */
export interface Shut {
  request: BatchIn;
  deed: Deed;
  why: string;
}

export class Bulk {
  readonly notice = signal<string | null>(null);
  readonly problem = signal<string | null>(null);
  readonly closed = signal<Shut | null>(null);
  readonly busy = signal(false);
  /** How many of the filter are undecided; null while that is being counted. */
  readonly open = signal<number | null>(null);

  constructor(
    readonly rows: Rows,
    readonly selection: Selection,
  ) {}

  /** Count what a batch over the filter would decide. */
  async count(): Promise<void> {
    this.open.value = null;
    this.open.value = (await get<ItemPage>("items", { filter: undecided(this.rows.filter), limit: 1 })).total;
  }

  private get chosen(): Item[] {
    return [...this.selection.items.value.values()];
  }

  /** How many a deed is about: of the filter the worst so many. */
  number(deed: Deed, first: number | null): number {
    if (this.selection.all.value) return Math.min(this.open.value ?? 0, first ?? Number.POSITIVE_INFINITY);
    const chosen = this.chosen.filter((item) => fits(item, deed));
    return chosen.length > MOST ? chosen.filter((item) => item.status === "todo").length : chosen.length;
  }

  async run(deed: Deed, label: number | null, first: number | null): Promise<void> {
    if (this.busy.value || this.number(deed, first) === 0) return;
    if (this.selection.all.value) return this.batch(deed, { ...batchOf(this.rows.filter, deed, this.open.value ?? 0), label, first: first && this.number(deed, first) });
    if (this.chosen.length <= MOST) return this.some(deed, label);
    const queue = await this.keep();
    return this.batch(deed, { ...batchOf({ queue: queue.id }, deed, queue.todo), label });
  }

  /** Decide what is selected, one by one in one batch. */
  private some(deed: Deed, label: number | null): void {
    const meant = this.chosen.filter((item) => fits(item, deed));
    const sent = meant.map((item) => decisionOf(item, deed, label, "items"));
    this.told(meant.length, deed);
    decide(sent, this.notice.value ?? "", `${this.words(meant.length, deed)} in the list`);
    this.rows.update(meant.map((item, index) => decided(item, sent[index] as DecisionIn)));
    this.rows.stale.value = true;
  }

  /** Decide all that a filter finds. */
  async batch(deed: Deed, request: BatchIn): Promise<void> {
    this.busy.value = true;
    this.problem.value = null;
    try {
      const batch = await decideFilter(request);
      this.closed.value = null;
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
    const whole = this.selection.all.value || this.chosen.length === 0;
    navigate(href("/review", whole ? filterToQuery(this.rows.filter) : { queue: (await this.keep()).id }));
  }

  /** Keep what is selected as a queue. */
  private keep(): Promise<Queue> {
    const targets = this.chosen.map((item) => item.target);
    return post<Queue>("queues", { name: `${counted(targets.length, project.value.noun)} from the list`, targets, run: project.value.run });
  }

  private words(number: number, deed: Deed): string {
    return `${counted(number, project.value.noun)} ${DEEDS[deed][1]}`;
  }

  private told(number: number, deed: Deed): void {
    this.selection.clear();
    this.notice.value = `${this.words(number, deed)}.`;
  }
}

export function useBulk(rows: Rows, selection: Selection): Bulk {
  const bulk = useMemo(() => new Bulk(rows, selection), [rows, selection]);
  const all = selection.all.value;
  useEffect(() => void (all && bulk.count()), [bulk, all]);
  return bulk;
}
