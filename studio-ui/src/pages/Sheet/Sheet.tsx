/** The contact sheet: many items of one class pair at once, all marked alike; only the exceptions cost a key. */
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Detail, Filter, Item } from "../../api/types";
import { Button, Link, Seg, Strip } from "../../components/basics";
import { Chip, Fix } from "../../components/Fix";
import { Thumb } from "../../components/Thumb";
import { TypeAhead } from "../../components/TypeAhead";
import { useFetch } from "../../components/useFetch";
import { filterFromQuery, filterWords } from "../../lib/filter";
import { count, counted, duration, STATUS_OF } from "../../lib/format";
import { pairNames } from "../../lib/pairs";
import { route, setQuery } from "../../router";
import { className, epoch, isTags, project } from "../../state/app";
import { pace } from "../../state/pace";
import { type Deed, DEEDS } from "../Bulk/deeds";
import { Gate } from "../Bulk/Gate";
import { deedOf } from "./marks";
import { SheetModel, type SheetOptions, SIZES } from "./model";
import { Tile } from "./Tile";
import { useSheetKeys } from "./useSheetKeys";

const SIZE = 24;

export function Sheet() {
  const { query } = route.value;
  const { run } = project.value;
  const model = useMemo(() => new SheetModel(sheetOf(query)), [query.toString(), run]);
  useEffect(() => model.stop, [model]);
  // Others decided many at once: what is marked here stays, numbers and the next sheet follow.
  useEffect(() => void model.load(true), [model, epoch.value]);
  return <Page key={model} model={model} />;
}

/** What the address means; only flagged items, unless it says otherwise. */
function sheetOf(query: URLSearchParams): SheetOptions {
  const { status: _, ...named } = filterFromQuery(query);
  const { flagged: __, ...others } = named;
  const filter = named.flagged !== undefined || named.labelled === false ? named : { ...named, flagged: true };
  const pair = pairOf(filter);
  return {
    filter,
    pair,
    size: SIZES.find((one) => String(one) === query.get("size")) ?? SIZE,
    start: query.get("start") === "keep" ? "keep" : "accept",
    title: pair ? `${pair.given} → ${pair.suggested}` : filterWords(others) || "all that look wrong",
  };
}

/** The pair of a filter of exactly one; else null. */
function pairOf(filter: Filter): SheetOptions["pair"] {
  const [given, suggested, tag] = [filter.given, filter.suggested, filter.tag].map((ids) => (ids?.length === 1 ? ids[0] : undefined));
  if (given === undefined || suggested === undefined || (isTags.value && tag === undefined)) return null;
  return pairNames({ given, suggested, tag: isTags.value ? (tag ?? null) : null });
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
  // The cursor may have gone on since this was drawn: the focus must not pull it back.
  useEffect(() => focusTile(grid.current, model.cursor.peek()), [cursor, items]);
  return (
    <main id="main" class="contact">
      <section class="sheet">
        <Head model={model} />
        <Examples first={items?.[0]} model={model} />
        {model.problem.value && <Strip title="The server refused.">{model.problem.value}</Strip>}
        {items?.length === 0 ? <Nothing model={model} /> : (
          <ol class={`tiles ${items && items[0]?.media !== "image" ? "lines" : "pictures"} of${model.options.size} from-${model.options.start} ${items ? "" : "wait"}`} ref={grid} aria-busy={!items} aria-label={items ? "The sheet" : "Reading the items"}>
            {items ? items.map((item, index) => <Tile key={item.target} {...{ model, item, index }} />) : Array.from({ length: model.options.size }, (_, at) => <li key={at} class="tile" />)}
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

/** Sure examples of both classes settle what a class means; beside them, how the sheet works. */
function Examples({ first, model }: Sheeted & { first: Item | undefined }) {
  const { pair, start } = model.options;
  const once = useRef<string | null>(null);
  once.current ??= pair && first && !first.blind ? `items/${first.target}` : null;
  const { data } = useFetch<Detail>(once.current);
  const other = start === "accept" ? "keep" : "accept";
  return (
    <div class={pair ? "ref pair" : "ref"}>
      {data && !isTags.value && <Sure items={data.given_examples} name={className(data.item.given)} />}
      {data && !isTags.value && <Sure items={data.suggested_examples} name={className(data.item.suggested)} />}
      <span class="muted small tip">
        {model.sampling.value ? "Judge each item by its key; nothing is marked beforehand." : (
          <>
            All start as {DEEDS[start][2]} (<Link onClick={() => setQuery({ start: other === "keep" ? other : null })}>start as {DEEDS[other][2]}</Link>).
            Click an item, or type its number, to change it.
          </>
        )}
      </span>
    </div>
  );
}

function Sure({ items, name }: { items: readonly Item[]; name: string }) {
  const pictures = items.filter((item) => item.media === "image").slice(0, 3);
  const words = items.find((item) => item.media === null)?.text;
  return (
    <>
      {pictures.length > 0 && <span class="exs">{pictures.map((item) => <Thumb key={item.target} item={item} size={40} />)}</span>}
      {(pictures.length > 0 || words) && <span class="sure">a sure <b>{name}</b>{words && <q title={words}>{words}</q>}</span>}
    </>
  );
}

function Nothing({ model }: Sheeted) {
  const all = model.all.value;
  const coming = model.todo.value > 0;
  return (
    <div class="nothing">
      <h2>{coming ? "The next sheet is on its way." : "Nothing is left to judge here."}</h2>
      {!coming && <p class="soft">{all === 0 ? "No flagged item has these labels." : `${counted(all, "items")} decided.`}</p>}
      {!coming && <p><Button look="primary" href="/matrix">Choose another pair</Button></p>}
    </div>
  );
}

function Rest({ model }: Sheeted) {
  const sample = model.sample.value;
  const { size, start, title } = model.options;
  const todo = model.todo.value;
  const time = pace.value ? `, ${duration(todo / pace.value)}` : "";
  return sample && (
    <Gate deed={start} sample={sample} title={title} busy={model.busy.value} judging={model.sampling.value} onJudge={() => (model.sampling.value ? model.leaveSample() : void model.judge())} onRest={(reason) => void model.decideRest(reason)}
      byHand={todo > 0 && <p><b>Go on by sheet:</b> <span class="soft">{counted(Math.ceil(todo / size), "sheets")} left{time}.</span></p>} />
  );
}

function chipWord(deed: Deed, size: number, pair: SheetOptions["pair"]): string {
  if (pair && deed === "accept") return `${size} become ${pair.suggested}`;
  return pair && deed === "keep" ? `${size} stay ${pair.given}` : `${size} ${DEEDS[deed][2]}`;
}

function Foot({ model }: Sheeted) {
  const items = model.items.value ?? [];
  const { start, title, pair } = model.options;
  const sampling = model.sampling.value;
  const marks = items.flatMap((item) => model.marks.value.get(item.target) ?? []).map(deedOf);
  const marked = count(marks.length);
  const other = start === "accept" ? "keep" : "accept";
  const scope = sampling ? `${marked} of ${count(items.length)} judged, sample of ${title}.` : `${marked} items, ${title}, sheet ${count(model.place.value[0])}. One undo.`;
  return (
    <footer class="commit">
      <Button look="primary" big disabled={marks.length === 0} action={`${start}All`} onClick={() => model.commit(null)}>
        {sampling ? `Commit ${marked} judged` : "Commit this sheet"}
      </Button>
      <span class="chips">
        {(Object.keys(DEEDS) as Deed[]).filter((deed) => marks.includes(deed)).map((deed) => (
          <Chip key={deed} status={STATUS_OF[DEEDS[deed][0]]} icon={deed} word={chipWord(deed, marks.filter((one) => one === deed).length, pair)} />
        ))}
      </span>
      <span class="muted small told" role="status">{model.notice.value ?? scope}</span>
      <span class="last">
        {!sampling && <Button action={`${other}All`} disabled={items.length === 0} onClick={() => model.commit(other)}>{DEEDS[other][1]} all</Button>}
        <Button look="quiet" icon="undo" action="undo" onClick={() => model.undo()}>Undo</Button>
      </span>
    </footer>
  );
}
