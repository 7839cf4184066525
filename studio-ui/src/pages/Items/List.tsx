// The window over a list of any length: only what is seen is in the page, each cell placed by the style object.
import type { ComponentChildren, VNode } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Filter } from "../../api/types";
import { filterToQuery } from "../../lib/filter";
import { href, navigate, route, setQuery } from "../../router";
import { isTeam, project } from "../../state/app";
import { type CellProps, Header, Row, Tile } from "./cells";
import { cellAt, carrier, type Layout, position, Scroll, seen, type Shape } from "./geometry";
import { NoMatch } from "./NoMatch";
import type { Rows } from "./rows";
import type { Selection } from "./selection";

const GAP = 10;
const CAPTION = 34;
const HEADER = 28;
const DRAG = 6;
const SETTLED = 300;

interface ListProps {
  rows: Rows;
  selection: Selection;
  layout: Layout;
  filter: Filter;
}

export function List({ rows, selection, layout, filter }: ListProps) {
  const box = useRef<HTMLDivElement>(null);
  const drawn = useDrawn(layout === "table" ? Row : Tile);
  const [at, setAt] = useState(placeInUrl);
  useEffect(() => setAt(placeInUrl()), [rows]);
  const shape = useShape(box, layout, rows.total.value);
  const { top, bar, jump, reveal } = useScroll(box, shape, rows);
  const span = seen(shape, top);
  const ready = rows.version.value >= 0 && shape.view > 0;
  useEffect(() => (ready ? rows.show(span) : undefined), [rows, span.first, span.last, rows.version.value, ready]);
  useEffect(() => box.current?.focus({ preventScroll: true }), []);

  const select = async (from: number, to: number): Promise<void> => selection.add(await rows.range(Math.min(from, to), Math.max(from, to)));
  const drag = async (from: number, to: number): Promise<void> => selection.spread(await rows.range(Math.min(from, to), Math.max(from, to)));
  const go = (index: number, ranging: boolean): void => {
    const next = Math.min(Math.max(index, 0), shape.total - 1);
    if (ranging) void select(selection.start(at), next);
    setAt(next);
    reveal(next);
  };
  const press = (index: number, shift: boolean): void => {
    const item = rows.at(index);
    if (shift) void select(selection.start(at), index);
    else if (item) selection.toggle(item, index);
    setAt(index);
  };
  const open = (index: number): void => {
    const item = rows.at(index);
    if (item) navigate(href("/review", { ...filterToQuery(filter), item: item.target }));
  };
  const pointer = usePointer(box, shape, top, layout, { press, open, drag: (from, to) => void drag(from, to), hold: () => selection.hold() });
  const keydown = (event: KeyboardEvent): void => {
    const moved = step(event.key, at, shape);
    if (moved !== null && !event.ctrlKey && !event.altKey) go(moved, event.shiftKey);
    else if (event.key === " ") press(at, event.shiftKey);
    else return;
    event.preventDefault();
  };
  if (rows.total.value === 0) return <NoMatch filter={filter} />;
  const table = layout === "table";
  const cells: CellProps[] = [];
  const [width, height] = [shape.cell - (table ? 0 : GAP), shape.row - (table ? 0 : GAP)];
  for (let index = span.first; index < span.last; index += 1) {
    const item = rows.at(index);
    const selected = item !== undefined && selection.has(item.target);
    cells.push({ index, item, ...position(index, shape, top, bar), width, height, current: index === at, selected, total: shape.total, team: isTeam.value });
  }
  return (
    <div ref={box} class={`win ${layout}`} tabIndex={0} role={table ? "grid" : "listbox"} aria-multiselectable="true" aria-label="Items"
      aria-rowcount={table ? shape.total + 1 : undefined} aria-activedescendant={at >= span.first && at < span.last ? `cell-${at}` : undefined}
      aria-busy={rows.total.value === null} onKeyDown={keydown} onScroll={jump} {...pointer}>
      {table && <Header team={isTeam.value} />}
      <Carrier height={carrier(shape)} table={table}>
        {drawn(cells)}
      </Carrier>
    </div>
  );
}

/** Draw cells; one that is as it was before is not drawn again, so that scrolling costs only what comes into view. */
function useDrawn(Cell: (props: CellProps) => VNode): (cells: CellProps[]) => VNode[] {
  const before = useRef(new Map<number, { props: CellProps; node: VNode }>());
  return (cells) => {
    const now = new Map<number, { props: CellProps; node: VNode }>();
    for (const props of cells) {
      const old = before.current.get(props.index);
      const same = old && (Object.keys(props) as (keyof CellProps)[]).every((name) => props[name] === old.props[name]);
      now.set(props.index, same ? old : { props, node: <Cell key={props.index} {...props} /> });
    }
    before.current = now;
    return [...now.values()].map((one) => one.node);
  };
}

function Carrier({ height, table, children }: { height: number; table: boolean; children: ComponentChildren }) {
  return <div class="carrier" role={table ? "rowgroup" : "none"} style={{ height: `${height}px` }}>{children}</div>;
}

/** Which item the address says is first in the window. */
function placeInUrl(): number {
  return Number(route.value.query.get("at") ?? 0);
}

/** Where a key leads, null when it moves nothing. */
function step(key: string, at: number, shape: Shape): number | null {
  const page = Math.max(Math.floor(shape.view / shape.row), 1) * shape.columns;
  const moves: Record<string, number> = {
    ArrowLeft: at - 1,
    ArrowRight: at + 1,
    ArrowUp: at - shape.columns,
    ArrowDown: at + shape.columns,
    PageUp: at - page,
    PageDown: at + page,
    Home: 0,
    End: shape.total - 1,
  };
  return moves[key] ?? null;
}

/** How wide and high the cells are in the space that there is. */
function useShape(box: { current: HTMLDivElement | null }, layout: Layout, known: number | null): Shape {
  const [size, setSize] = useState({ width: 0, height: 0, row: 36, wide: false });
  const total = known ?? 0;
  const shown = known !== 0;
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const measure = (): void => {
      const row = Number.parseFloat(getComputedStyle(element).getPropertyValue("--row")) || 36;
      setSize({ width: element.clientWidth, height: element.clientHeight, row, wide: innerWidth >= 1600 });
    };
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    measure();
    return () => observer.disconnect();
  }, [shown]);
  const { width, height, row, wide } = size;
  if (layout === "table") return { total, columns: 1, cell: width, row, view: Math.max(height - HEADER, 0) };
  const picture = project.value.modality === "image";
  const least = picture ? (wide ? 136 : 112) : 232;
  const columns = Math.max(Math.floor((width - 2 + GAP) / (least + GAP)), 1);
  const cell = (width - 2 + GAP) / columns;
  return { total, columns, cell, row: picture ? cell + CAPTION - GAP : 150, view: height };
}

/** The top of the window. It follows the scroll bar once a frame, and its place is kept in the address. */
function useScroll(box: { current: HTMLDivElement | null }, shape: Shape, rows: Rows) {
  const scroll = useRef(new Scroll());
  const frame = useRef(0);
  const rest = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const [place, setPlace] = useState({ top: 0, bar: 0 });
  const latest = useRef(shape);
  latest.current = shape;
  const put = (bar: number | null): void => {
    if (bar === null || !box.current) return;
    box.current.scrollTop = bar;
    setPlace({ top: scroll.current.top, bar });
  };
  const ready = shape.view > 0 && shape.total > 0;
  useLayoutEffect(() => {
    if (ready) put(scroll.current.place(Math.floor(placeInUrl() / shape.columns) * shape.row, shape));
  }, [ready, rows]);
  const jump = (): void => {
    cancelAnimationFrame(frame.current);
    frame.current = requestAnimationFrame(() => {
      const bar = box.current?.scrollTop ?? 0;
      setPlace({ top: scroll.current.follow(bar, latest.current), bar });
      clearTimeout(rest.current);
      rest.current = setTimeout(() => setQuery({ at: Math.floor(scroll.current.top / latest.current.row) * latest.current.columns || null }), SETTLED);
    });
  };
  useEffect(() => () => (cancelAnimationFrame(frame.current), clearTimeout(rest.current)), []);
  return { ...place, jump, reveal: (index: number) => put(scroll.current.reveal(index, shape)) };
}

interface Hands {
  press: (index: number, shift: boolean) => void;
  open: (index: number) => void;
  hold: () => void;
  drag: (from: number, to: number) => void;
}

/** Click selects, Shift and click a range, a drag a range as well, a double click opens. */
function usePointer(box: { current: HTMLDivElement | null }, shape: Shape, top: number, layout: Layout, hands: Hands) {
  const start = useRef<{ index: number; x: number; y: number; last: number | null } | null>(null);
  const under = (event: MouseEvent): number | null => {
    const frame = box.current?.getBoundingClientRect();
    if (!frame) return null;
    const y = event.clientY - frame.top - (layout === "table" ? HEADER : 0);
    return y < 0 ? null : cellAt(event.clientX - frame.left, y, shape, top);
  };
  return {
    onPointerDown: (event: PointerEvent): void => {
      const index = under(event);
      const onBar = event.offsetX > (box.current?.clientWidth ?? 0);
      start.current = index === null || event.button !== 0 || (onBar && event.target === box.current) ? null : { index, x: event.clientX, y: event.clientY, last: null };
    },
    onPointerMove: (event: PointerEvent): void => {
      const from = start.current;
      if (!from || event.pointerType === "touch" || event.buttons !== 1) return;
      if (from.last === null && Math.hypot(event.clientX - from.x, event.clientY - from.y) < DRAG) return;
      const index = under(event);
      if (index === null || index === from.last) return;
      if (from.last === null) hands.hold();
      from.last = index;
      hands.drag(from.index, index);
    },
    onPointerUp: (event: PointerEvent): void => {
      const from = start.current;
      start.current = null;
      if (from && from.last === null) hands.press(from.index, event.shiftKey);
    },
    onPointerCancel: (): void => void (start.current = null),
    onDblClick: (event: MouseEvent): void => {
      const index = under(event);
      if (index !== null) hands.open(index);
    },
  };
}
