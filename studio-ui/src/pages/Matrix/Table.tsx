/** The matrix of few classes, with its numbers: rows are given labels, columns suggested ones. */
import { useEffect, useRef } from "preact/hooks";
import type { Class, PairCell } from "../../api/types";
import { Bar } from "../../components/basics";
import { count } from "../../lib/format";
import { cellAt, exactShare, heatOf, type Grid } from "./cells";
import type { Shown } from "./MatrixPage";

type TableProps = Shown & { grid: Grid };

export function Table(props: TableProps) {
  const { matrix, show, pair } = props;
  const { classes, cells } = matrix;
  const table = useRef<HTMLTableElement>(null);
  useEffect(() => {
    const inside = table.current?.contains(document.activeElement);
    if (inside) table.current?.querySelector<HTMLElement>("td[tabindex='0']")?.focus();
  }, [pair]);
  const counted = (cell: PairCell) => (show === "todo" ? cell.todo : cell.flagged);
  const rows = sums(classes, cells, (cell) => cell.given, counted);
  const columns = sums(classes, cells, (cell) => cell.suggested, counted);
  const most = Math.max(1, ...rows);
  return (
    <table class="mx" role="grid" ref={table}>
      <caption class="sr">Flagged items by given and suggested class</caption>
      <thead>
        <tr>
          <th class="ax">Given ↓ Suggested →</th>
          {classes.map((one) => <th key={one.id} scope="col"><span title={one.name}>{one.name}</span></th>)}
          <th colSpan={2} class="th-tot">{show === "todo" ? "Given, to review" : "Given, flagged"}</th>
        </tr>
      </thead>
      <tbody>
        {classes.map((row) => <Row key={row.id} {...props} row={row} total={rows[row.id] ?? 0} most={most} />)}
        <tr>
          <th scope="row">Suggested</th>
          {classes.map((column) => <td key={column.id} class="ct">{count(columns[column.id] ?? 0)}</td>)}
          <td class="tot" />
          <td class="totn"><b>{count(rows.reduce((sum, one) => sum + one, 0))}</b></td>
        </tr>
      </tbody>
    </table>
  );
}

/** Sums by class of one side of the pairs. */
function sums(classes: readonly Class[], cells: readonly PairCell[], side: (cell: PairCell) => number, counted: (cell: PairCell) => number): number[] {
  const found = classes.map(() => 0);
  for (const cell of cells) found[side(cell)] = (found[side(cell)] ?? 0) + counted(cell);
  return found;
}

function Row(props: TableProps & { row: Class; total: number; most: number }) {
  const { row, total, most, matrix } = props;
  return (
    <tr>
      <th scope="row"><span title={row.name}>{row.name}</span></th>
      {matrix.classes.map((column) => <Cell key={column.id} {...props} column={column} />)}
      <td class="tot"><Bar value={total / most} /></td>
      <td class="totn"><b>{count(total)}</b> <span class="muted">{total > 0 && exactShare(total, row.given)}</span></td>
    </tr>
  );
}

function Cell({ row, column, show, steps, value: valueOf, pair, choose, grid }: TableProps & { row: Class; column: Class }) {
  if (row.id === column.id) return <td class="dg" />;
  const value = valueOf(cellAt(grid, row.id, column.id));
  const here = row.id === pair.given && column.id === pair.suggested;
  const words = value === 0 ? "" : show === "share" ? share(value) : count(value);
  const chosen = () => choose({ given: row.id, suggested: column.id, tag: null });
  return (
    <td class={`h${heatOf(value, steps)}${here ? " sel" : ""}`} tabIndex={here ? 0 : -1} aria-selected={here} onClick={chosen}>
      {words}
    </td>
  );
}

/** "5.8", "12": the percent sign is in the legend. */
function share(value: number): string {
  const percents = value * 100;
  return percents < 0.1 ? "< 0.1" : percents < 10 ? percents.toFixed(1) : String(Math.round(percents));
}
