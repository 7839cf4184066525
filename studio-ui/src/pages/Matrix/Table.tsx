/** The matrix of few classes, with its numbers: rows are given labels, columns suggested ones. */
import { useEffect, useRef } from "preact/hooks";
import { Bar } from "../../components/basics";
import { count } from "../../lib/format";
import { cellAt, exactShare, heatOf, type Grid } from "./heat";
import type { Shown } from "./MatrixPage";

export function Table({ matrix, show, steps, value: valueOf, pair, choose, grid }: Shown & { grid: Grid }) {
  const { classes } = matrix;
  const table = useRef<HTMLTableElement>(null);
  useEffect(() => {
    const inside = table.current?.contains(document.activeElement);
    if (inside) table.current?.querySelector<HTMLElement>("td[tabindex='0']")?.focus();
  }, [pair]);
  const totals = classes.map((row) => matrix.cells.filter((cell) => cell.given === row.id).reduce((sum, cell) => sum + (show === "todo" ? cell.todo : cell.flagged), 0));
  const most = Math.max(1, ...totals);
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
        {classes.map((row) => (
          <tr key={row.id}>
            <th scope="row"><span title={row.name}>{row.name}</span></th>
            {classes.map((column) => {
              if (row.id === column.id) return <td key={column.id} class="dg" />;
              const value = valueOf(cellAt(grid, row.id, column.id));
              const here = row.id === pair.given && column.id === pair.suggested;
              return (
                <td key={column.id} class={`h${heatOf(value, steps)} ${here ? "sel" : ""}`} tabIndex={here ? 0 : -1} aria-selected={here} onClick={() => choose({ given: row.id, suggested: column.id, tag: null })}>
                  {value === 0 ? "" : show === "share" ? share(value) : count(value)}
                </td>
              );
            })}
            <td class="tot"><Bar value={(totals[row.id] ?? 0) / most} /></td>
            <td class="totn"><b>{count(totals[row.id] ?? 0)}</b> <span class="muted">{row.given > 0 && (totals[row.id] ?? 0) > 0 ? exactShare(totals[row.id] ?? 0, row.given) : ""}</span></td>
          </tr>
        ))}
        <Sums {...{ matrix, show }} total={totals.reduce((sum, one) => sum + one, 0)} />
      </tbody>
    </table>
  );
}

/** "5.8", "12": the percent sign is in the legend. */
function share(value: number): string {
  const percents = value * 100;
  return percents < 0.1 ? "< 0.1" : percents < 10 ? percents.toFixed(1) : String(Math.round(percents));
}

function Sums({ matrix, show, total }: Pick<Shown, "matrix" | "show"> & { total: number }) {
  const sums = matrix.classes.map((column) => matrix.cells.filter((cell) => cell.suggested === column.id).reduce((sum, cell) => sum + (show === "todo" ? cell.todo : cell.flagged), 0));
  return (
    <tr>
      <th scope="row">Suggested</th>
      {matrix.classes.map((column, at) => <td key={column.id} class="ct">{count(sums[at] ?? 0)}</td>)}
      <td class="tot" />
      <td class="totn"><b>{count(total)}</b></td>
    </tr>
  );
}
