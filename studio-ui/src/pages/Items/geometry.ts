// Where the cells of a long list lie. Browsers cap the height of an element (Chromium 33.5 million px, others less),
// so above a height of 10 million px the scroll bar is scaled while the wheel still moves px by px.

const CAP = 10_000_000;

export type Layout = "grid" | "table";

export interface Shape {
  total: number;
  columns: number;
  cell: number; // width of a column
  row: number; // height of a row, its gap included
  view: number; // height of the window
}

export interface Span {
  first: number;
  last: number; // exclusive
}

const clamp = (value: number, least: number, most: number): number => Math.min(Math.max(value, least), most);

/** Height of all rows. */
export function whole(shape: Shape): number {
  return Math.ceil(shape.total / shape.columns) * shape.row;
}

/** Height of the element that carries the scroll bar. */
export function carrier(shape: Shape): number {
  return Math.min(whole(shape), CAP);
}

/** Follows the scroll bar: a small move goes px by px, a jump goes in proportion. */
export class Scroll {
  top = 0;
  private bar = 0;

  /** Take over where the scroll bar stands, and return the top of the window among all rows. */
  follow(bar: number, shape: Shape): number {
    const moved = bar - this.bar;
    const room = Math.max(whole(shape) - shape.view, 0);
    const most = Math.max(carrier(shape) - shape.view, 0);
    this.bar = bar;
    if (room === most) this.top = clamp(bar, 0, room);
    else if (bar <= 0) this.top = 0;
    else if (bar >= most - 1) this.top = room;
    else if (Math.abs(moved) < 2 * shape.view) this.top = clamp(this.top + moved, 0, room);
    else this.top = (bar / most) * room;
    return this.top;
  }

  /** Return where the scroll bar must stand so that a row of this cell is seen, or null when it is. */
  reveal(index: number, shape: Shape): number | null {
    const start = Math.floor(index / shape.columns) * shape.row;
    if (start >= this.top && start + shape.row <= this.top + shape.view) return null;
    return this.place(start < this.top ? start : start + shape.row - shape.view, shape);
  }

  /** Put the top of the window there, and return where the scroll bar must stand for it. */
  place(top: number, shape: Shape): number {
    const room = Math.max(whole(shape) - shape.view, 0);
    const most = Math.max(carrier(shape) - shape.view, 0);
    this.top = clamp(top, 0, room);
    this.bar = room === 0 ? 0 : Math.round((this.top / room) * most);
    return this.bar;
  }
}

/** The cells to draw: those in the window, and some rows above and below it. */
export function seen(shape: Shape, top: number, beyond = 2): Span {
  const first = Math.max(Math.floor(top / shape.row) - beyond, 0) * shape.columns;
  const last = Math.min((Math.ceil((top + shape.view) / shape.row) + beyond) * shape.columns, shape.total);
  return { first: Math.min(first, last), last };
}

/** Where a cell lies in the carrier. */
export function position(index: number, shape: Shape, top: number, bar: number): { left: number; top: number } {
  const row = Math.floor(index / shape.columns);
  return { left: (index % shape.columns) * shape.cell, top: row * shape.row - top + bar };
}

/** The cell under a point of the window, null where there is none. */
export function cellAt(x: number, y: number, shape: Shape, top: number): number | null {
  const column = clamp(Math.floor(x / shape.cell), 0, shape.columns - 1);
  const index = Math.floor((y + top) / shape.row) * shape.columns + column;
  return index >= 0 && index < shape.total ? index : null;
}
