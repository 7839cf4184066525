/**
 * A sheet at work: which items lie on it, how they are marked, what was committed and can be taken back.
 *
 * A commit goes to the outbox and the next sheet, fetched before, appears in the same frame.
 */
import { computed, signal } from "@preact/signals";
import { ApiError, get, post, thumbUrl } from "../../api/client";
import { decide, onAnswer, settled, undo } from "../../api/outbox";
import type { Filter, Item, ItemPage, Sample, Undone } from "../../api/types";
import { count, counted } from "../../lib/format";
import { shareTime } from "../../state/pace";
import { batchOf, decideFilter, DEEDS, type Sampled, undecided } from "../Bulk/deeds";
import { nextSize } from "../Bulk/Gate";
import { allMarked, decisionsOf, startMarks, type Mark, type Marks } from "./marks";

export const SIZES = [12, 24, 48] as const;
const IDLE = 30_000;

/** What was committed last: a sheet that can be laid out again, or a batch of the server. */
type Done = { sheet: readonly Item[]; marks: Marks; sample: boolean } | { batch: number };

export interface SheetOptions {
  filter: Filter;
  size: number;
  start: Sampled;
  /** The labels, of a filter of exactly one pair. */
  pair: { given: string; suggested: string } | null;
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
  /** The server works on many decisions at once. */
  readonly busy = signal(false);
  /** The random sample of the filter, as the server says it stands; one without members until one is drawn. */
  readonly sample = signal<Sample | null>(null);
  readonly sampling = signal(false);
  /** Number of this sheet, and how many there are. */
  readonly place = computed<[number, number]>(() => {
    const { size } = this.options;
    const before = Math.floor((this.all.value - this.todo.value) / size);
    return [before + 1 + Math.floor(this.offset.value / size), before + Math.max(1, Math.ceil(this.todo.value / size))];
  });
  readonly stop: () => void;

  private next: readonly Item[] = [];
  private past: { marks: Marks; cursor: number }[] = [];
  private done: Done[] = [];
  private shownAt = performance.now();
  private round = 0;
  /** What is shown has to make room for what the next answer brings. */
  private stale = false;

  constructor(readonly options: SheetOptions) {
    const quiet = onAnswer(({ undone }) => undone && this.tookBack(undone));
    this.stop = () => (quiet(), (this.round = Number.NaN));
  }

  /** Fetch this sheet and the next one. With `keep`, what is shown stays and only what follows is fetched. */
  async load(keep = false): Promise<void> {
    const { filter, size } = this.options;
    const round = ++this.round;
    this.stale ||= !keep;
    await settled();
    const answers = await this.ask(() =>
      Promise.all([
        get<ItemPage>("items", { filter: undecided(filter), order: "similar", offset: this.offset.value, limit: 2 * size }),
        get<ItemPage>("items", { filter, limit: 1 }),
        post<Sample>("samples", { filter, size: 0 }),
      ]),
    );
    if (!answers || round !== this.round) return;
    const [{ items, total }, all, sample] = answers;
    if (items.length === 0 && total > 0 && this.offset.value > 0) {
      this.offset.value = 0;
      return this.load(keep);
    }
    this.todo.value = total;
    this.all.value = all.total;
    this.sample.value = sample;
    const shown = this.stale ? null : this.items.value;
    this.stale = false;
    if (!shown && !this.sampling.value) this.show(items.slice(0, size));
    const there = new Set((shown ?? items.slice(0, size)).map((item) => item.target));
    this.next = items.filter((item) => !there.has(item.target)).slice(0, size);
    for (const item of this.next) if (item.media === "image") new Image().src = thumbUrl(item.row, this.thumb);
  }

  /** Thumbnails large enough for the tiles. */
  get thumb(): 192 | 512 {
    return this.options.size === 12 ? 512 : 192;
  }

  private show(items: readonly Item[], marks?: Marks): void {
    this.items.value = items;
    this.marks.value = marks ?? (this.sampling.value ? new Map() : startMarks(items, this.options.start));
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
    const marks = this.marks.value;
    this.past.push({ marks, cursor: index });
    this.marks.value = new Map(marks).set(item.target, change(marks.get(item.target), item));
    this.cursor.value = index;
    this.notice.value = null;
  }

  /** Mark the tile under the cursor and go on to the next; a class that is suggested is accepted. */
  markHere(mark: Mark): void {
    const at = this.cursor.value;
    this.mark(at, (_, item) => (mark === item.suggested ? "accept" : mark));
    this.cursor.value = Math.min(at + 1, (this.items.value?.length ?? 1) - 1);
  }

  /** Decide what is marked, as one batch. `all` first marks every plain tile as accepted or kept. */
  commit(all: Sampled | null): void {
    const items = this.items.value ?? [];
    const sample = this.sampling.value;
    const marks = all === null || sample ? this.marks.value : allMarked(items, this.marks.value, all);
    const spent = Math.min(performance.now() - this.shownAt, IDLE * items.length);
    const decisions = decisionsOf(items, marks, sample ? "sample" : "sheet", spent);
    if (decisions.length === 0) return;
    shareTime(spent, decisions.length);
    const { title } = this.options;
    decide(decisions, `The sheet of ${title}`, `${sample ? "Sample" : "Sheet"} of ${title}`);
    this.done.push({ sheet: items, marks, sample });
    this.notice.value = `${count(decisions.length)} committed as one batch.`;
    this.todo.value = Math.max(0, this.todo.value - decisions.length);
    this.cursor.value = 0;
    if (sample) this.afterSample();
    else this.afterSheet(items.filter((item) => !marks.has(item.target)));
  }

  private afterSheet(left: readonly Item[]): void {
    const there = new Set(left.map((item) => item.target));
    this.show([...left, ...this.next.filter((item) => !there.has(item.target))].slice(0, this.options.size));
    this.next = [];
    void this.load(this.items.value?.length !== 0);
  }

  private afterSample(): void {
    const judged = this.marks.value;
    const sample = this.sample.value as Sample;
    this.sample.value = { ...sample, todo: sample.todo.filter((item) => !judged.has(item.target)) };
    this.layOutSample();
    void this.load(true);
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
    undo(last && "batch" in last ? last : {});
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
    else this.notice.value = `Undone: ${counted(undone.events, "decisions")} taken back.`;
    void this.load(ours);
  }

  /** Lay the sample on the sheet, to be judged item by item; what was judged whole and left the gate closed is enlarged. */
  async judge(): Promise<void> {
    const { filter, start } = this.options;
    await settled();
    const known = this.sample.value;
    const sample = known && (await this.ask(() => post<Sample>("samples", { filter, size: nextSize(known, start) })));
    if (!sample) return;
    this.sample.value = sample;
    this.sampling.value = true;
    this.cursor.value = 0;
    this.layOutSample();
  }

  private layOutSample(): void {
    const todo = this.sample.value?.todo ?? [];
    if (todo.length > 0) this.show(todo.slice(0, this.options.size));
    else this.leaveSample();
  }

  leaveSample(): void {
    this.sampling.value = false;
    this.cursor.value = 0;
    this.items.value = null;
    void this.load();
  }

  /** Accept, or keep, all that is undecided at once. `reason` overrides a closed gate. */
  async decideRest(reason: string | null): Promise<void> {
    const { filter, start } = this.options;
    const sample = this.sample.value;
    if (!sample || this.busy.value) return;
    this.busy.value = true;
    await settled();
    const batch = await this.ask(() => decideFilter({ ...batchOf(filter, start, sample.remaining), sample: sample.id || null, reason }));
    const refused = this.problem.value;
    this.busy.value = false;
    if (batch) {
      this.done.push({ batch: batch.id });
      this.notice.value = `${count(batch.count)} ${DEEDS[start][2]} as one batch.`;
    }
    await this.load();
    if (!batch) this.problem.value = refused;
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
