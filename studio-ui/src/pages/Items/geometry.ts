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
const whole = (shape: Shape): number => Math.ceil(shape.total / shape.columns) * shape.row;

/** Height of the element that carries the scroll bar. */
export const carrier = (shape: Shape): number => Math.min(whole(shape), CAP);

/** How far the window can go over all rows, and how far the scroll bar can. */
const ways = (shape: Shape): number[] => [whole(shape), carrier(shape)].map((height) => Math.max(height - shape.view, 0));

/** Follows the scroll bar: a small move goes px by px, a jump goes in proportion. */
export class Scroll {
  top = 0;
  private bar = 0;

  /** Take over where the scroll bar stands, and return the top of the window among all rows. */
  follow(bar: number, shape: Shape): number {
    const [room = 0, most = 0] = ways(shape);
    const moved = bar - this.bar;
    this.bar = bar;
    if (bar >= most - 1) this.top = room;
    else this.top = clamp(bar > 0 && Math.abs(moved) < 2 * shape.view ? this.top + moved : (bar / most) * room, 0, room);
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
    const [room = 0, most = 0] = ways(shape);
    this.top = clamp(top, 0, room);
    this.bar = Math.round((this.top / room) * most) || 0;
    return this.bar;
  }
}

/** The cells to draw: those in the window, and two rows above and below it. */
export function seen(shape: Shape, top: number): Span {
  const first = Math.max(Math.floor(top / shape.row) - 2, 0) * shape.columns;
  const last = Math.min((Math.ceil((top + shape.view) / shape.row) + 2) * shape.columns, shape.total);
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
  return y >= 0 && index < shape.total ? index : null;
}
