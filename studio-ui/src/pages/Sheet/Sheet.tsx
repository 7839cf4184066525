/** The contact sheet: many items of one class pair at once, all marked alike; only the exceptions cost a key. */
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Detail, Filter, Item } from "../../api/types";
import { Button, Link, Seg, Strip } from "../../components/basics";
import { Fix } from "../../components/Fix";
import { Icon } from "../../components/Icon";
import { Thumb } from "../../components/Thumb";
import { TypeAhead } from "../../components/TypeAhead";
import { useFetch } from "../../components/useFetch";
import { filterFromQuery, filterWords } from "../../lib/filter";
import { count } from "../../lib/format";
import { pairNames } from "../../lib/pairs";
import { route, setQuery } from "../../router";
import { className, epoch, isTags, project } from "../../state/app";
import { Gate } from "./Gate";
import { flipped, tally } from "./marks";
import { SheetModel, SIZES } from "./model";
import { Tile } from "./Tile";
import { useSheetKeys } from "./useSheetKeys";

const SIZE = 24;

export function Sheet() {
  const { query } = route.value;
  const filter = useMemo(() => sheetFilter(query), [query.toString()]);
  const size = SIZES.find((one) => String(one) === query.get("size")) ?? SIZE;
  const start = query.get("start") === "keep" ? "keep" : "accept";
  const title = pairTitle(filter);
  const { run } = project.value;
  const model = useMemo(() => new SheetModel({ filter, size, start, title }), [filter, size, start, run]);
  useEffect(() => () => model.stop(), [model]);
  // Others decided many at once: what is marked here stays, numbers and the next sheet follow.
  useEffect(() => void model.load(true), [model, epoch.value]);
  return <Page key={model} model={model} />;
}

/** What the address means; only flagged items, unless it says otherwise. */
function sheetFilter(query: URLSearchParams): Filter {
  const { status: _, ...filter } = filterFromQuery(query);
  const open = filter.flagged !== undefined || filter.labelled === false;
  return open ? filter : { ...filter, flagged: true };
}

/** The pair of a filter of exactly one; else null. */
function pairOf({ given, suggested, tag }: Filter): { given: string; suggested: string } | null {
  const only = (ids: number[] | null | undefined) => (ids?.length === 1 ? (ids[0] as number) : null);
  const [from, to, which] = [only(given), only(suggested), only(tag)];
  if (from === null || to === null || (isTags.value && which === null)) return null;
  return pairNames({ given: from, suggested: to, tag: isTags.value ? which : null });
}

function pairTitle(filter: Filter): string {
  const pair = pairOf(filter);
  if (pair) return `${pair.given} → ${pair.suggested}`;
  const { flagged: _, ...named } = filter;
  return filterWords(named, className).join(", ") || "all that look wrong";
}

function Page({ model }: { model: SheetModel }) {
  const [naming, setNaming] = useState(false);
  const grid = useRef<HTMLOListElement>(null);
  useSheetKeys(model, grid, () => setNaming(true));
  const items = model.items.value;
  const cursor = model.cursor.value;
  const here = items?.[cursor];
  // The cursor may have gone on since this was drawn: the focus must not pull it back.
  useEffect(() => focusTile(grid.current, model.cursor.peek()), [cursor, items]);
  return (
    <main id="main" class="contact">
      <section class="sheet">
        <Head model={model} />
        <Examples filter={model.options.filter} first={items?.[0]} model={model} />
        {model.problem.value && <Strip kind="err" icon="flag" title="The server refused.">{model.problem.value}</Strip>}
        {items === null ? <Waiting size={model.options.size} /> : <Tiles model={model} items={items} grid={grid} />}
        {naming && here && (
          <TypeAhead title="Relabel to" onClose={() => setNaming(false)} onChoose={(id) => (model.markHere({ verb: "relabel", label: id }), setNaming(false))} />
        )}
      </section>
      <aside class="side" aria-label="Accept the rest at once">
        <Gate model={model} />
      </aside>
      <Foot model={model} />
    </main>
  );
}

/** The focus follows the cursor, except while somebody types or presses elsewhere. */
function focusTile(grid: HTMLOListElement | null, cursor: number): void {
  const active = document.activeElement;
  const free = active === null || active === document.body || grid?.contains(active) === true;
  if (free) grid?.querySelector<HTMLElement>(`[data-tile="${cursor}"]`)?.focus({ preventScroll: false });
}

function Head({ model }: { model: SheetModel }) {
  const pair = pairOf(model.options.filter);
  const [all, todo, [sheet, sheets]] = [model.all.value, model.todo.value, model.place.value];
  const sample = model.sample.value;
  return (
    <div class="head">
      <h1 class={pair ? "" : "named"}>{pair ? <Fix given={pair.given} suggested={pair.suggested} status="todo" /> : model.options.title}</h1>
      <span class="soft">
        {count(all)} flagged, {count(all - todo)} judged.{" "}
        {model.sampling.value && sample ? <b>Random sample, {count(sample.todo.length)} to judge</b> : <b>Sheet {count(sheet)} of {count(sheets)}</b>}
      </span>
      <span class="right">
        {!model.sampling.value && <Skip model={model} />}
        <Seg label="Items on a sheet" value={model.options.size} options={SIZES.map((size) => [size, size])} onChoose={(size) => setQuery({ size })} />
      </span>
    </div>
  );
}

/** To the sheets before and after, without deciding. */
function Skip({ model }: { model: SheetModel }) {
  const [offset, size] = [model.offset.value, model.options.size];
  return (
    <>
      {offset > 0 && <Button look="quiet" hotkey="PageUp" onClick={() => model.turn(-1)}>Back</Button>}
      {offset + size < model.todo.value && <Button look="quiet" hotkey="PageDown" onClick={() => model.turn(1)}>Skip</Button>}
    </>
  );
}

const DONE = { accept: "accepted", keep: "kept" };

/** Sure examples of both classes settle what a class means; beside them, how the sheet works. */
function Examples({ filter, first, model }: { filter: Filter; first: Item | undefined; model: SheetModel }) {
  const wanted = pairOf(filter) && first && !first.blind ? `items/${first.target}` : null;
  const once = useRef<string | null>(null);
  once.current ??= wanted;
  const { data } = useFetch<Detail>(once.current);
  const { start } = model.options;
  const other = start === "accept" ? "keep" : "accept";
  return (
    <div class={pairOf(filter) ? "ref pair" : "ref"}>
      {data && !isTags.value && <Row items={data.given_examples} name={className(data.item.given)} />}
      {data && !isTags.value && <Row items={data.suggested_examples} name={className(data.item.suggested)} />}
      <span class="muted small tip">
        {model.sampling.value ? (
          "Judge each item by its key; nothing is marked beforehand."
        ) : (
          <>
            All start as {DONE[start]} (
            <Link onClick={() => setQuery({ start: other === "keep" ? "keep" : null })}>start as {DONE[other]}</Link>).
            Click an item, or type its number, to change it.
          </>
        )}
      </span>
    </div>
  );
}

function Row({ items, name }: { items: readonly Item[]; name: string }) {
  const pictures = items.filter((item) => item.media === "image").slice(0, 3);
  const words = items.find((item) => item.media === null)?.text;
  if (pictures.length === 0 && !words) return null;
  return (
    <>
      {pictures.length > 0 && <span class="exs">{pictures.map((item) => <Thumb key={item.target} item={item} size={40} />)}</span>}
      <span class="sure">a sure <b>{name}</b>{words && <q title={words}>{words}</q>}</span>
    </>
  );
}

function Tiles({ model, items, grid }: { model: SheetModel; items: readonly Item[]; grid: { current: HTMLOListElement | null } }) {
  const marks = model.marks.value;
  const mixed = pairOf(model.options.filter) === null;
  const kind = items[0]?.media === "image" ? "pictures" : "lines";
  if (items.length === 0) return <Nothing model={model} />;
  return (
    <ol class={`tiles ${kind} of${model.options.size} from-${model.options.start}`} ref={grid}>
      {items.map((item, index) => (
        <Tile
          key={item.target}
          item={item}
          index={index}
          mark={marks.get(item.target)}
          current={index === model.cursor.value}
          mixed={mixed}
          size={model.thumb}
          onFlip={(at) => model.mark(at, flipped)}
          onFocus={(at) => (model.cursor.value = at)}
        />
      ))}
    </ol>
  );
}

function Waiting({ size }: { size: number }) {
  return (
    <ol class={`tiles pictures of${size} wait`} aria-busy="true" aria-label="Reading the items">
      {Array.from({ length: size }, (_, at) => <li key={at} class="tile" />)}
    </ol>
  );
}

function Nothing({ model }: { model: SheetModel }) {
  const all = model.all.value;
  if (model.todo.value > 0) return <div class="nothing"><h2>The next sheet is on its way.</h2></div>;
  return (
    <div class="nothing">
      <h2>Nothing is left to judge here.</h2>
      <p class="soft">{all === 0 ? "No flagged item has these labels." : all === 1 ? "It is decided." : `All ${count(all)} are decided.`}</p>
      <p><Button look="primary" href="/matrix">Choose another pair</Button></p>
    </div>
  );
}

const CHIPS = [
  ["accept", "fixed", "accept"],
  ["keep", "keep", "keep"],
  ["relabel", "fixed", "relabel"],
  ["exclude", "exclude", "exclude"],
  ["unsure", "unsure", "unsure"],
  ["ambiguous", "", "both"],
] as const;

function chipWord(verb: (typeof CHIPS)[number][0], size: number, filter: Filter): string {
  const pair = pairOf(filter);
  if (verb === "accept") return pair ? `${size} become ${pair.suggested}` : `${size} accepted`;
  if (verb === "keep") return pair ? `${size} stay ${pair.given}` : `${size} kept`;
  return { relabel: `${size} relabelled`, exclude: `${size} excluded`, unsure: `${size} unsure`, ambiguous: `${size} both fit` }[verb];
}

function Foot({ model }: { model: SheetModel }) {
  const items = model.items.value ?? [];
  const { start, title, filter } = model.options;
  const sizes = tally(items, model.marks.value);
  const marked = items.length - sizes.open;
  const other = start === "accept" ? "keep" : "accept";
  const scope = model.sampling.value
    ? `${count(marked)} of ${count(items.length)} judged, sample of ${title}.`
    : `${count(marked)} items, ${title}, sheet ${count(model.place.value[0])}. One undo.`;
  return (
    <footer class="commit">
      <Button look="primary" big disabled={marked === 0} action={start === "accept" ? "acceptAll" : "keepAll"} onClick={() => model.commit(null)}>
        {model.sampling.value ? `Commit ${count(marked)} judged` : "Commit this sheet"}
      </Button>
      <span class="chips">
        {CHIPS.filter(([verb]) => sizes[verb] > 0).map(([verb, look, icon]) => (
          <span key={verb} class={`chip ${look}`}><Icon name={icon} />{chipWord(verb, sizes[verb], filter)}</span>
        ))}
      </span>
      <span class="muted small told" role="status">{model.notice.value ?? scope}</span>
      <span class="last">
        {!model.sampling.value && (
          <Button action={other === "keep" ? "keepAll" : "acceptAll"} disabled={items.length === 0} onClick={() => model.commit(other)}>
            {other === "keep" ? "Keep all" : "Accept all"}
          </Button>
        )}
        <Button look="quiet" icon="undo" action="undo" onClick={() => model.undo()}>Undo</Button>
      </span>
    </footer>
  );
}
