/**
 * A sheet at work: which items lie on it, how they are marked, what was committed and can be taken back.
 *
 * A commit goes to the outbox and the next sheet, fetched before, appears in the same frame.
 */
import { computed, signal } from "@preact/signals";
import { get, messageOf, post, thumbUrl } from "../../api/client";
import { decide, onAnswer, settled, undo } from "../../api/outbox";
import type { Filter, Item, ItemPage, Sample, Undone } from "../../api/types";
import { count, counted } from "../../lib/format";
import { shareTime } from "../../state/pace";
import { batchOf, decideFilter, DEEDS, type Sampled, undecided, updated } from "../Bulk/deeds";
import { nextSize } from "../Bulk/Gate";
import { allMarked, decisionsOf, startMarks, type Mark, type Marks } from "./marks";

export const SIZES = [12, 24, 48] as const;
const IDLE = 30_000;

/** What was committed last: a sheet that can be laid out again, or null for a batch of the server. */
type Done = { sheet: readonly Item[]; marks: Marks; sample: boolean } | null;

export interface SheetOptions {
  filter: Filter;
  size: number;
  /** What a fresh sheet marks its tiles as, and what one could mark them as instead. */
  start: Sampled;
  other: Sampled;
  /** The labels, of a filter of exactly one pair. */
  pair: { given: string; suggested: string } | null;
  /** What is decided, in words for messages: "cat → dog". */
  title: string;
}

export class SheetModel {
  /** What lies on the sheet: null before the first answer, none while the next one is on its way. */
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

  constructor(readonly options: SheetOptions) {
    const quiet = onAnswer(({ undone }) => undone && this.tookBack(undone));
    this.stop = () => (quiet(), (this.round = Number.NaN));
  }

  /** Fetch what follows, and the sheet itself where nothing is shown. */
  async load(): Promise<void> {
    const { filter, size } = this.options;
    const round = ++this.round;
    await settled();
    const answers = await this.ask(
      Promise.all([
        get<ItemPage>("items", { filter: undecided(filter), order: "similar", offset: this.offset.value, limit: 2 * size }),
        get<ItemPage>("items", { filter, limit: 1 }),
        post<Sample>("samples", { filter, size: 0 }),
      ]),
    );
    if (!answers || round !== this.round) return;
    const [{ items, total }, all, sample] = answers;
    if (items.length === 0 && total > 0 && this.offset.value > 0) return this.restart(0);
    this.todo.value = total;
    this.all.value = all.total;
    this.sample.value = sample;
    if (!this.items.value?.length && !this.sampling.value) this.show(items.slice(0, size));
    this.next = without(items, this.items.value ?? []).slice(0, size);
    for (const item of this.next) if (item.media === "image") new Image().src = thumbUrl(item.row, this.thumb);
  }

  /** Take off what is shown, so that a quick commit cannot mean it, and fetch anew from there. */
  private restart(offset = this.offset.value): Promise<void> {
    this.offset.value = offset;
    this.items.value = null;
    this.next = [];
    return this.load();
  }

  /** Thumbnails large enough for the tiles. */
  get thumb(): 192 | 512 {
    return this.options.size === 12 ? 512 : 192;
  }

  private show(items: readonly Item[], marks?: Marks): void {
    this.items.value = items;
    this.marks.value = marks ?? (this.sampling.value ? new Map() : startMarks(items, this.options.start));
    this.cursor.value = 0;
    this.past = [];
    this.shownAt = performance.now();
  }

  /** The sheets before and after, without deciding. */
  turn(by: -1 | 1): void {
    const to = this.offset.value + by * this.options.size;
    if (this.sampling.value || to < 0 || to >= this.todo.value) return;
    const { next } = this;
    void this.restart(to);
    // The next sheet is known already: a key that follows at once means it.
    if (by === 1 && next.length > 0) this.show(next);
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
    if (sample) {
      const known = this.sample.value as Sample;
      this.sample.value = { ...known, todo: known.todo.filter((item) => !marks.has(item.target)) };
      this.layOutSample();
    } else {
      const left = items.filter((item) => !marks.has(item.target));
      this.show([...left, ...without(this.next, left)].slice(0, this.options.size));
      this.next = [];
    }
    void this.load();
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
    undo();
    if (last) {
      this.sampling.value = last.sample;
      this.show(last.sheet, last.marks);
      this.notice.value = `Undone. The ${count(last.marks.size)} marks are as they were.`;
    }
  }

  private tookBack(undone: Undone): void {
    const items = this.items.value ?? [];
    if (without(items, undone.items).length < items.length) this.items.value = updated(items, undone.items);
    else this.notice.value = `Undone: ${counted(undone.events, "decisions")} taken back.`;
    void this.load();
  }

  /** Lay the sample on the sheet, to be judged item by item; what was judged whole and left the gate closed is enlarged. */
  async judge(): Promise<void> {
    const { filter, start } = this.options;
    await settled();
    const known = this.sample.value;
    const sample = known && (await this.ask(post<Sample>("samples", { filter, size: nextSize(known, start) })));
    if (!sample) return;
    this.sample.value = sample;
    this.sampling.value = true;
    this.layOutSample();
  }

  private layOutSample(): void {
    const todo = this.sample.value?.todo ?? [];
    if (todo.length > 0) this.show(todo.slice(0, this.options.size));
    else void this.leaveSample();
  }

  leaveSample(): Promise<void> {
    this.sampling.value = false;
    return this.restart();
  }

  /** Accept, or keep, all that is undecided at once. `reason` overrides a closed gate. */
  async decideRest(reason: string | null): Promise<void> {
    const { filter, start } = this.options;
    const sample = this.sample.value;
    if (!sample || this.busy.value) return;
    this.busy.value = true;
    await settled();
    const batch = await this.ask(decideFilter({ ...batchOf(filter, start, sample.remaining), sample: sample.id || null, reason }));
    const refused = this.problem.value;
    this.busy.value = false;
    if (batch) {
      this.done.push(null);
      this.notice.value = `${count(batch.count)} ${DEEDS[start][1]} as one batch.`;
    }
    await (batch ? this.leaveSample() : this.load());
    this.problem.value = refused;
  }

  /** Null and a message where the server refuses. */
  private ask<T>(request: Promise<T>): Promise<T | null> {
    return request.then(
      (answer) => {
        this.problem.value = null;
        return answer;
      },
      (error: unknown) => {
        this.problem.value = messageOf(error);
        return null;
      },
    );
  }
}

/** The items that are not among others. */
function without(items: readonly Item[], others: readonly Item[]): Item[] {
  return items.filter(({ target }) => !others.some((other) => other.target === target));
}
