/** The contact sheet: many items of one class pair at once, all marked alike; only the exceptions cost a key. */
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Detail, Filter, Item } from "../../api/types";
import { Button, Link, Seg, Strip } from "../../components/basics";
import { Chip, Fix } from "../../components/Fix";
import { contentName, Thumb } from "../../components/Thumb";
import { TypeAhead } from "../../components/TypeAhead";
import { useFetch } from "../../components/useFetch";
import { ACTIONS } from "../../keys";
import { filterFromQuery } from "../../lib/filter";
import { count, counted, duration, STATUS_OF } from "../../lib/format";
import { pairNames } from "../../lib/pairs";
import { route, setQuery } from "../../router";
import { className, epoch, isTags, project } from "../../state/app";
import { pace } from "../../state/pace";
import { ALL, DEEDS } from "../Bulk/deeds";
import { Gate } from "../Bulk/Gate";
import { deedOf, flipped } from "./marks";
import { SheetModel, type SheetOptions, SIZES } from "./model";
import { phrase } from "../Items/words";
import { Tile } from "./Tile";
import { useSheetKeys } from "./useSheetKeys";

const SIZE = 24;

export function Sheet() {
  const { query } = route.value;
  const { run } = project.value;
  const model = useMemo(() => new SheetModel(sheetOf(query)), [query.toString(), run]);
  useEffect(() => model.stop, [model]);
  // Others decided many at once: what is marked here stays, numbers and the next sheet follow.
  useEffect(() => void model.load(), [model, epoch.value]);
  return <Page key={model} model={model} />;
}

/** What the address means; only flagged items, unless it says otherwise. */
function sheetOf(query: URLSearchParams): SheetOptions {
  const { status: _, ...named } = filterFromQuery(query);
  const filter = named.labelled === false ? named : { flagged: true, ...named };
  const pair = pairOf(filter);
  const start = query.get("start") === "keep" ? "keep" : "accept";
  return {
    filter,
    pair,
    start,
    other: flipped(start),
    size: SIZES.find((one) => String(one) === query.get("size")) ?? SIZE,
    title: pair ? `${pair.given} → ${pair.suggested}` : phrase(filter),
  };
}

/** The pair of a filter of exactly one; else null. */
function pairOf({ given, suggested, tag }: Filter): SheetOptions["pair"] {
  const one = (ids: number[] | null | undefined): number => (ids?.length === 1 ? (ids[0] as number) : -1);
  const pair = { given: one(given), suggested: one(suggested), tag: isTags.value ? one(tag) : null };
  return Object.values(pair).includes(-1) ? null : pairNames(pair);
}

interface Sheeted {
  model: SheetModel;
}

function Page({ model }: Sheeted) {
  const [naming, setNaming] = useState(false);
  const grid = useRef<HTMLOListElement>(null);
  useSheetKeys(model, grid, () => setNaming(true));
  const items = model.items.value;
  const cursor = model.cursor.value;
  const { size, start, pair } = model.options;
  // The cursor may have gone on since this was drawn: the focus must not pull it back.
  useEffect(() => focusTile(grid.current, model.cursor.peek()), [cursor, items]);
  return (
    <main id="main" class="contact">
      <section class="sheet">
        <Head model={model} />
        <div class={pair ? "ref pair" : "ref"}>
          {pair && items?.[0] && !items[0].blind && !isTags.value && <Examples first={items[0]} />}
          <Tip model={model} />
        </div>
        {model.problem.value && <Strip title="The server refused.">{model.problem.value}</Strip>}
        {items?.length === 0 && model.todo.value === 0 ? <Nothing all={model.all.value} /> : (
          <ol class={`tiles ${items?.[0] && items[0].media !== "image" ? "lines" : "pictures"} of${size} from-${start} ${items?.length ? "" : "wait"}`} ref={grid} aria-busy={!items?.length} aria-label="The sheet">
            {items?.length ? items.map((item, index) => <Tile key={item.target} {...{ model, item, index }} />) : Array.from({ length: size }, (_, at) => <li key={at} class="tile" />)}
          </ol>
        )}
        {naming && items?.[cursor] && <TypeAhead title="Relabel to" onClose={() => setNaming(false)} onChoose={(id) => (model.markHere(id), setNaming(false))} />}
      </section>
      <aside class="side" aria-label="The rest at once">
        <Rest model={model} />
      </aside>
      <Foot model={model} />
    </main>
  );
}

/** The focus follows the cursor, except while somebody types or presses elsewhere. */
function focusTile(grid: HTMLOListElement | null, cursor: number): void {
  const active = document.activeElement;
  const free = active === null || active === document.body || grid?.contains(active) === true;
  if (free) grid?.querySelector<HTMLElement>(`[data-tile="${cursor}"]`)?.focus();
}

function Head({ model }: Sheeted) {
  const { pair, title, size } = model.options;
  const [all, todo, offset, [sheet, sheets]] = [model.all.value, model.todo.value, model.offset.value, model.place.value];
  const sampling = model.sampling.value;
  return (
    <div class="head">
      <h1 class={pair ? "" : "named"}>{pair ? <Fix {...pair} status="todo" /> : title}</h1>
      <span class="soft">
        {count(all)} flagged, {count(all - todo)} judged.{" "}
        <b>{sampling ? `Random sample, ${count(model.sample.value?.todo.length ?? 0)} to judge` : `Sheet ${count(sheet)} of ${count(sheets)}`}</b>
      </span>
      <span class="right">
        {!sampling && offset > 0 && <Button look="quiet" hotkey="PageUp" onClick={() => model.turn(-1)}>Back</Button>}
        {!sampling && offset + size < todo && <Button look="quiet" hotkey="PageDown" onClick={() => model.turn(1)}>Skip</Button>}
        <Seg label="Items on a sheet" value={size} options={SIZES.map((one) => [one, one])} onChoose={(one) => setQuery({ size: one })} />
      </span>
    </div>
  );
}

/** Sure examples of both classes settle what a class means. */
function Examples({ first }: { first: Item }) {
  const [path] = useState(`items/${first.target}`);
  const { data } = useFetch<Detail>(path);
  return data && (
    <>
      <Sure items={data.given_examples} name={className(data.item.given)} />
      <Sure items={data.suggested_examples} name={className(data.item.suggested)} />
    </>
  );
}

function Sure({ items, name }: { items: readonly Item[]; name: string }) {
  const [first] = items;
  if (!first) return null;
  const words = first.media !== "image" && contentName(first);
  return (
    <>
      {!words && <span class="exs">{items.slice(0, 3).map((item) => <Thumb key={item.target} item={item} size={40} />)}</span>}
      <span class="sure">a sure <b>{name}</b>{words && <q title={words}>{words}</q>}</span>
    </>
  );
}

/** How the sheet works. */
function Tip({ model }: Sheeted) {
  const { start, other } = model.options;
  return (
    <span class="muted small tip">
      {model.sampling.value ? "Nothing is marked beforehand." : <>All start as {DEEDS[start][1]} (<Link onClick={() => setQuery({ start: other })}>start as {DEEDS[other][1]}</Link>).</>}
      {" "}Click an item, or type its number, to change it.
    </span>
  );
}

function Nothing({ all }: { all: number }) {
  return (
    <div class="nothing">
      <h2>Nothing is left to judge here.</h2>
      <p class="soft">{counted(all, "items")} decided.</p>
      <p><Button look="primary" href="/matrix">Choose another pair</Button></p>
    </div>
  );
}

function Rest({ model }: Sheeted) {
  const sample = model.sample.value;
  const { size, start, title } = model.options;
  const todo = model.todo.value;
  const judging = model.sampling.value;
  return sample && (
    <Gate deed={start} busy={model.busy.value} {...{ sample, title, judging }} onJudge={() => void (judging ? model.leaveSample() : model.judge())} onRest={(reason) => void model.decideRest(reason)}
      byHand={todo > 0 && <p><b>Go on by sheet:</b> <span class="soft">{counted(Math.ceil(todo / size), "sheets")} left{pace.value && `, ${duration(todo / pace.value)}`}.</span></p>} />
  );
}

function Foot({ model }: Sheeted) {
  const items = model.items.value ?? [];
  const { start, other, title } = model.options;
  const sampling = model.sampling.value;
  const marks = items.flatMap((item) => model.marks.value.get(item.target) ?? []).map(deedOf);
  const marked = count(marks.length);
  const scope = sampling ? `${marked} of ${count(items.length)} judged, sample of ${title}.` : `${marked} items, ${title}, sheet ${count(model.place.value[0])}. One undo.`;
  return (
    <footer class="commit">
      <Button look="primary" big disabled={marks.length === 0} action={`${start}All`} onClick={() => model.commit(null)}>
        {sampling ? `Commit ${marked} judged` : "Commit this sheet"}
      </Button>
      <span class="chips">
        {ALL.filter((deed) => marks.includes(deed)).map((deed) => (
          <Chip key={deed} status={STATUS_OF[DEEDS[deed][0]]} icon={deed} word={`${marks.filter((one) => one === deed).length} ${DEEDS[deed][1]}`} />
        ))}
      </span>
      <span class="muted small told" role="status">{model.notice.value ?? scope}</span>
      <span class="last">
        {!sampling && <Button action={`${other}All`} disabled={items.length === 0} onClick={() => model.commit(other)}>{ACTIONS[other]} all</Button>}
        <Button look="quiet" icon="undo" action="undo" onClick={() => model.undo()}>Undo</Button>
      </span>
    </footer>
  );
}
