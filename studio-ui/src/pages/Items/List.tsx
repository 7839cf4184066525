// The window over a list of any length: only what is seen is in the page, each cell placed by the style object.
import type { VNode } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { arrows } from "../../lib/arrows";
import { filterToQuery } from "../../lib/filter";
import { href, navigate, route, setQuery } from "../../router";
import { isTeam, project } from "../../state/app";
import { type CellProps, Header, Row, Tile } from "./cells";
import { carrier, cellAt, type Layout, position, Scroll, seen, type Shape } from "./geometry";
import { NoMatch } from "./NoMatch";
import type { Rows } from "./rows";
import type { Selection } from "./selection";

const GAP = 10;
const CAPTION = 34;
const HEADER = 28;
const SETTLED = 300;

interface ListProps {
  rows: Rows;
  selection: Selection;
  layout: Layout;
}

interface Box {
  current: HTMLDivElement | null;
}

export function List({ rows, selection, layout }: ListProps) {
  const table = layout === "table";
  const total = rows.total.value;
  const box = useRef<HTMLDivElement>(null);
  const drawn = useDrawn(table ? Row : Tile);
  const [at, setAt] = useState(placeInUrl);
  useEffect(() => setAt(placeInUrl()), [rows]);
  const shape = useShape(box, table, total);
  const { top, bar, jump, reveal } = useScroll(box, shape, rows);
  const { first, last } = seen(shape, top);
  const ready = rows.version.value >= 0 && shape.view > 0;
  useEffect(() => (ready ? rows.show({ first, last }) : undefined), [rows, first, last, rows.version.value, ready]);
  useEffect(() => box.current?.focus({ preventScroll: true }), []);

  const between = (from: number, to: number) => rows.range(Math.min(from, to), Math.max(from, to));
  const extend = (to: number): void => void between(selection.start(at), to).then((items) => selection.add(items));
  const press = (index: number, ranging: boolean): void => {
    const item = rows.at(index);
    if (ranging) extend(index);
    else if (item) selection.toggle(item, index);
    setAt(index);
  };
  const under = ({ clientX, clientY }: MouseEvent): number | null => {
    const window = box.current as HTMLElement;
    const edge = window.getBoundingClientRect();
    const x = clientX - edge.left;
    // To the right of the cells is the scroll bar.
    return x > window.clientWidth ? null : cellAt(x, clientY - edge.top - (table ? HEADER : 0), shape, top);
  };
  const pointer = usePointer(under, {
    press,
    open: (index) => {
      const item = rows.at(index);
      if (item) navigate(href("/review", { ...filterToQuery(rows.filter), item: item.target }));
    },
    hold: () => selection.hold(),
    drag: (from, to) => void between(from, to).then((items) => selection.spread(items)),
  });
  const keydown = (event: KeyboardEvent): void => {
    const { columns, view, row } = shape;
    const page = Math.max(Math.floor(view / row), 1) * columns;
    const go = (index: number) => (): void => {
      const next = Math.min(Math.max(index, 0), shape.total - 1);
      if (event.shiftKey) extend(next);
      setAt(next);
      reveal(next);
    };
    const keys: Record<string, () => void> = {
      ...arrows((down, right) => go(at + down * columns + right)()),
      PageUp: go(at - page),
      PageDown: go(at + page),
      Home: go(0),
      End: go(shape.total - 1),
      " ": () => press(at, event.shiftKey),
    };
    const run = event.ctrlKey || event.altKey ? undefined : keys[event.key];
    if (!run) return;
    run();
    event.preventDefault();
  };
  if (total === 0) return <NoMatch filter={rows.filter} />;
  const gap = table ? 0 : GAP;
  const cells = Array.from({ length: last - first }, (_, place): CellProps => {
    const index = first + place;
    const item = rows.at(index);
    const selected = item !== undefined && selection.has(item.target);
    return { index, item, ...position(index, shape, top, bar), width: shape.cell - gap, height: shape.row - gap, current: index === at, selected, total: shape.total, team: isTeam.value };
  });
  return (
    <div ref={box} class={`win ${layout}`} tabIndex={0} role={table ? "grid" : "listbox"} aria-multiselectable="true" aria-label="Items"
      aria-rowcount={table ? shape.total + 1 : undefined} aria-activedescendant={at >= first && at < last ? `cell-${at}` : undefined}
      aria-busy={total === null} onKeyDown={keydown} onScroll={jump} {...pointer}>
      {table && <Header team={isTeam.value} />}
      <div class="carrier" role={table ? "rowgroup" : "none"} style={{ height: `${carrier(shape)}px` }}>{drawn(cells)}</div>
    </div>
  );
}

/** Draw cells; one that is as it was before is not drawn again, so that scrolling costs only what comes into view. */
function useDrawn(Cell: (props: CellProps) => VNode): (cells: CellProps[]) => VNode[] {
  const drawn = useRef(new Map<number, { props: CellProps; node: VNode }>());
  return (cells) => {
    const before = drawn.current;
    drawn.current = new Map(cells.map((props) => {
      const old = before.get(props.index);
      const same = old && Object.entries(props).every(([name, value]) => old.props[name as keyof CellProps] === value);
      return [props.index, same ? old : { props, node: <Cell key={props.index} {...props} /> }];
    }));
    return [...drawn.current.values()].map(({ node }) => node);
  };
}

/** Which item the address says is first in the window. */
function placeInUrl(): number {
  return Number(route.value.query.get("at"));
}

/** How wide and high the cells are in the space that there is. */
function useShape(box: Box, table: boolean, known: number | null): Shape {
  const [{ width, height, line }, setSize] = useState({ width: 0, height: 0, line: 0 });
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const observer = new ResizeObserver(() => setSize({ width: element.clientWidth, height: element.clientHeight, line: Number.parseFloat(getComputedStyle(element).getPropertyValue("--row")) }));
    observer.observe(element);
    return () => observer.disconnect();
  }, [known === 0]);
  const total = known ?? 0;
  if (table) return { total, columns: 1, cell: width, row: line || 36, view: Math.max(height - HEADER, 0) };
  const picture = project.value.modality === "image";
  const room = width - 2 + GAP;
  const least = picture ? (innerWidth >= 1600 ? 136 : 112) : 232;
  const columns = Math.max(Math.floor(room / (least + GAP)), 1);
  const cell = room / columns;
  return { total, columns, cell, row: picture ? cell + CAPTION - GAP : 150, view: height };
}

/** The top of the window. It follows the scroll bar, and its place is kept in the address. */
function useScroll(box: Box, shape: Shape, rows: Rows) {
  const [scroll] = useState(() => new Scroll());
  const [place, setPlace] = useState({ top: 0, bar: 0 });
  const rest = useRef(0);
  const put = (bar: number | null): void => {
    if (bar === null || !box.current) return;
    box.current.scrollTop = bar;
    setPlace({ top: scroll.top, bar });
  };
  const ready = shape.view > 0 && shape.total > 0;
  useLayoutEffect(() => {
    if (ready) put(scroll.place(Math.floor(placeInUrl() / shape.columns) * shape.row, shape));
  }, [ready, rows]);
  useEffect(() => () => clearTimeout(rest.current), []);
  const jump = ({ currentTarget }: { currentTarget: HTMLElement }): void => {
    const bar = currentTarget.scrollTop;
    setPlace({ top: scroll.follow(bar, shape), bar });
    clearTimeout(rest.current);
    rest.current = window.setTimeout(() => setQuery({ at: Math.floor(scroll.top / shape.row) * shape.columns || null }), SETTLED);
  };
  return { ...place, jump, reveal: (index: number) => put(scroll.reveal(index, shape)) };
}

interface Hands {
  press: (index: number, shift: boolean) => void;
  open: (index: number) => void;
  hold: () => void;
  drag: (from: number, to: number) => void;
}

/** Click selects, Shift and click a range, a drag to another cell a range as well, a double click opens. */
function usePointer(under: (event: MouseEvent) => number | null, hands: Hands) {
  const start = useRef<{ index: number; last: number | null } | null>(null);
  return {
    onPointerDown: (event: PointerEvent): void => {
      const index = under(event);
      start.current = index === null || event.button !== 0 ? null : { index, last: null };
      hands.hold();
    },
    onPointerMove: (event: PointerEvent): void => {
      const from = start.current;
      if (!from || event.pointerType === "touch" || event.buttons !== 1) return;
      const index = under(event);
      if (index === null || index === (from.last ?? from.index)) return;
      from.last = index;
      hands.drag(from.index, index);
    },
    onPointerUp: (event: PointerEvent): void => {
      if (start.current?.last === null) hands.press(start.current.index, event.shiftKey);
      start.current = null;
    },
    onPointerCancel: (): void => void (start.current = null),
    onDblClick: (event: MouseEvent): void => {
      const index = under(event);
      if (index !== null) hands.open(index);
    },
  };
}
