/**
 * A sheet at work: which items lie on it, how they are marked, what was committed and can be taken back.
 *
 * A commit goes to the outbox and the next sheet, fetched before, appears in the same frame.
 */
import { computed, signal } from "@preact/signals";
import { ApiError, get, post, thumbUrl } from "../../api/client";
import { decide, onAnswer, settled, undo } from "../../api/outbox";
import type { Batch, BatchIn, Filter, Item, ItemPage, Sample, SampleIn, Undone } from "../../api/types";
import { count } from "../../lib/format";
import { counts } from "../../state/app";
import { shareTime } from "../../state/pace";
import { allMarked, decisionsOf, startMarks, withMark, type Mark, type Marks } from "./marks";

export const SIZES = [12, 24, 48] as const;
const IDLE = 30_000;

/** What was committed last: a sheet that can be laid out again, or a batch of the server. */
type Done = { sheet: readonly Item[]; marks: Marks; sample: boolean } | { batch: number };

export interface SheetOptions {
  filter: Filter;
  size: number;
  start: "accept" | "keep";
  /** What is decided, in words for messages: "cat → dog". */
  title: string;
}

export class SheetModel {
  readonly items = signal<readonly Item[] | null>(null);
  readonly marks = signal<Marks>(new Map());
  readonly cursor = signal(0);
  /** Undecided targets of the filter, and all of them. */
  readonly todo = signal(0);
  readonly all = signal(0);
  readonly offset = signal(0);
  readonly problem = signal<string | null>(null);
  /** What happened last, in words. */
  readonly notice = signal<string | null>(null);
  /** The server works on many decisions at once: what, in words. */
  readonly busy = signal<string | null>(null);
  readonly sample = signal<Sample | null>(null);
  readonly sampling = signal(false);
  /** Number of this sheet, and how many there are. */
  readonly place = computed<[number, number]>(() => {
    const before = Math.floor((this.all.value - this.todo.value) / this.options.size);
    const sheets = Math.max(1, Math.ceil(this.todo.value / this.options.size));
    return [before + 1 + Math.floor(this.offset.value / this.options.size), before + sheets];
  });

  private next: readonly Item[] = [];
  private past: { marks: Marks; cursor: number }[] = [];
  private done: Done[] = [];
  private shownAt = performance.now();
  private readonly stopListening: () => void;
  private stopped = false;
  private round = 0;
  /** What is shown has to make room for what the next answer brings. */
  private stale = false;

  constructor(readonly options: SheetOptions) {
    this.stopListening = onAnswer(({ undone }) => undone && this.tookBack(undone));
    void this.findSample();
  }

  stop(): void {
    this.stopped = true;
    this.stopListening();
  }

  private get open(): Filter {
    return { ...this.options.filter, status: ["todo"] };
  }

  /** Fetch this sheet and the next one. With `keep`, what is shown stays and only what follows is fetched. */
  async load(keep = false): Promise<void> {
    const { filter, size } = this.options;
    const round = ++this.round;
    this.stale ||= !keep;
    await settled();
    const [page, all] = await Promise.all([
      this.ask(() => get<ItemPage>("items", { filter: this.open, order: "similar", offset: this.offset.value, limit: 2 * size })),
      this.ask(() => get<ItemPage>("items", { filter, order: "rank", offset: 0, limit: 1 })),
    ]);
    if (!page || !all || this.stopped || round !== this.round) return;
    if (page.items.length === 0 && page.total > 0 && this.offset.value > 0) {
      this.offset.value = 0;
      return this.load(keep);
    }
    const stays = !this.stale;
    this.stale = false;
    this.todo.value = page.total;
    this.all.value = all.total;
    const shown = this.items.value;
    if (stays && shown && !this.sampling.value) {
      const there = new Set(shown.map((item) => item.target));
      this.next = page.items.filter((item) => !there.has(item.target)).slice(0, size);
    } else {
      if (!this.sampling.value) this.show(page.items.slice(0, size));
      this.next = page.items.slice(size);
    }
    for (const item of this.next) if (item.media === "image") new Image().src = thumbUrl(item.row, this.thumb);
  }

  /** Thumbnails large enough for the tiles. */
  get thumb(): 128 | 192 | 512 {
    return this.options.size === 12 ? 512 : 192;
  }

  private show(items: readonly Item[], marks?: Marks): void {
    this.items.value = items;
    this.marks.value = marks ?? startMarks(items, this.sampling.value ? null : this.options.start);
    this.cursor.value = Math.min(this.cursor.value, Math.max(0, items.length - 1));
    this.past = [];
    this.shownAt = performance.now();
  }

  /** The sheets before and after, without deciding. */
  turn(by: -1 | 1): void {
    const to = this.offset.value + by * this.options.size;
    if (this.sampling.value || to < 0 || to >= this.todo.value) return;
    this.offset.value = to;
    this.cursor.value = 0;
    // What is left is taken off at once, so that a quick commit cannot mean it.
    const known = by === 1 && this.next.length > 0;
    if (known) this.show(this.next);
    else this.items.value = null;
    this.next = [];
    void this.load(known);
  }

  mark(index: number, change: (mark: Mark | undefined, item: Item) => Mark): void {
    const item = this.items.value?.[index];
    if (!item) return;
    this.past.push({ marks: this.marks.value, cursor: index });
    this.marks.value = withMark(this.marks.value, item.target, change(this.marks.value.get(item.target), item));
    this.cursor.value = index;
    this.notice.value = null;
  }

  /** Mark the tile under the cursor and go on to the next. */
  markHere(mark: Mark | ((item: Item) => Mark)): void {
    const at = this.cursor.value;
    this.mark(at, (_, item) => (typeof mark === "function" ? mark(item) : mark));
    this.cursor.value = Math.min(at + 1, (this.items.value?.length ?? 1) - 1);
  }

  /** Decide what is marked, as one batch. `all` first marks every plain tile as accepted or kept. */
  commit(all: "accept" | "keep" | null): void {
    const items = this.items.value ?? [];
    const marks = all === null || this.sampling.value ? this.marks.value : allMarked(items, this.marks.value, all);
    const sample = this.sampling.value;
    const spent = Math.min(performance.now() - this.shownAt, IDLE * items.length);
    const decisions = decisionsOf(items, marks, sample ? "sample" : "sheet", spent);
    if (decisions.length === 0) return;
    shareTime(spent, decisions.length);
    const { title } = this.options;
    decide(decisions, `The sheet of ${title}`, sample ? `Sample of ${title}` : `Sheet of ${title}`);
    this.done.push({ sheet: items, marks, sample });
    this.notice.value = `${count(decisions.length)} committed as one batch.`;
    this.todo.value = Math.max(0, this.todo.value - decisions.length);
    const left = items.filter((item) => !marks.has(item.target));
    if (sample) this.afterSample(left);
    else this.afterSheet(left);
  }

  private afterSheet(left: readonly Item[]): void {
    this.cursor.value = 0;
    const there = new Set(left.map((item) => item.target));
    this.show([...left, ...this.next.filter((item) => !there.has(item.target))].slice(0, this.options.size));
    this.next = [];
    const none = this.items.value?.length === 0;
    void this.load(!none).then(() => this.refreshSample());
  }

  private afterSample(left: readonly Item[]): void {
    const judged = new Set(this.marks.value.keys());
    const sample = this.sample.value;
    if (sample) this.sample.value = { ...sample, todo: sample.todo.filter((item) => !judged.has(item.target)) };
    this.show(left);
    this.layOutSample();
    void this.load(true).then(() => this.refreshSample());
  }

  /** Take back the last mark of this sheet, else what was committed last. */
  undo(): void {
    const before = this.past.pop();
    if (before) {
      this.marks.value = before.marks;
      this.cursor.value = before.cursor;
      return;
    }
    const last = this.done.pop();
    undo(last && "batch" in last ? { batch: last.batch } : {});
    if (last && "sheet" in last) {
      this.sampling.value = last.sample;
      this.cursor.value = 0;
      this.show(last.sheet, last.marks);
      this.notice.value = `Undone. The ${count(last.marks.size)} marks are as they were.`;
    }
  }

  private tookBack(undone: Undone): void {
    const fresh = new Map(undone.items.map((item) => [item.target, item]));
    const items = this.items.value ?? [];
    const ours = items.some((item) => fresh.has(item.target));
    if (ours) this.items.value = items.map((item) => fresh.get(item.target) ?? item);
    else this.notice.value = `Undone: ${count(undone.events)} ${undone.events === 1 ? "decision" : "decisions"} taken back.`;
    void this.load(ours).then(() => this.refreshSample());
  }

  // The gate: a random sample first, then all the rest at once.

  /** The sample that was drawn before for this filter, if any. */
  private async findSample(): Promise<void> {
    const body: SampleIn = { filter: this.options.filter, size: 0 };
    const sample = await post<Sample>("samples", body).catch(() => null);
    if (sample && sample.size > 0 && !this.stopped) this.sample.value = sample;
  }

  private async drawSample(size: number): Promise<void> {
    const body: SampleIn = { filter: this.options.filter, size };
    const sample = await this.ask(() => post<Sample>("samples", body));
    if (sample && !this.stopped) this.sample.value = sample;
  }

  private async refreshSample(): Promise<void> {
    const id = this.sample.value?.id;
    if (id === undefined) return;
    const sample = await this.ask(() => get<Sample>(`samples/${id}`));
    if (sample && !this.stopped) this.sample.value = sample;
  }

  /** Lay the sample's items on the sheet, to be judged one by one. */
  async judge(size: number): Promise<void> {
    await settled();
    await this.drawSample(size);
    this.sampling.value = true;
    this.layOutSample();
  }

  private layOutSample(): void {
    const todo = this.sample.value?.todo ?? [];
    this.cursor.value = 0;
    if (todo.length > 0) this.show(todo.slice(0, this.options.size));
    else this.leaveSample();
  }

  leaveSample(): void {
    if (!this.sampling.value) return;
    this.sampling.value = false;
    this.cursor.value = 0;
    this.items.value = null;
    void this.load();
  }

  /** Accept, or keep, all that is undecided at once. `reason` overrides a closed gate. */
  async decideRest(reason: string | null): Promise<boolean> {
    const { start } = this.options;
    const expect = this.sample.value?.remaining ?? this.todo.value;
    const accept = start === "accept";
    const sample = this.sample.value?.id ?? null;
    const body: BatchIn = { filter: this.open, verb: accept ? "relabel" : "keep", accept, expect, sample, reason };
    this.busy.value = `${accept ? "Accepting" : "Keeping"} ${count(expect)}`;
    await settled();
    const batch = await this.ask(() => post<Batch>("batches", body));
    const refused = this.problem.value;
    this.busy.value = null;
    if (batch) {
      this.done.push({ batch: batch.id });
      counts.value = batch.counts;
      this.notice.value = `${count(batch.count)} ${accept ? "accepted" : "kept"} as one batch.`;
    }
    await this.refreshSample();
    await this.load();
    if (!batch) this.problem.value = refused;
    return batch !== null;
  }

  /** Null and a message where the server refuses. */
  private async ask<T>(request: () => Promise<T>): Promise<T | null> {
    try {
      const answer = await request();
      this.problem.value = null;
      return answer;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.problem.value = error.message;
      return null;
    }
  }
}
