/** The matrix of few classes, with its numbers: rows are given labels, columns suggested ones. */
import { useEffect, useRef } from "preact/hooks";
import type { Class, PairCell } from "../../api/types";
import { Bar } from "../../components/basics";
import { count } from "../../lib/format";
import { cellAt, heatOf, percents, samePair } from "./cells";
import type { Shown } from "./MatrixPage";

export function Table(shown: Shown) {
  const { matrix, show, pair } = shown;
  const { classes, cells } = matrix;
  const table = useRef<HTMLTableElement>(null);
  useEffect(() => {
    const inside = table.current?.contains(document.activeElement);
    if (inside) table.current?.querySelector<HTMLElement>("td[tabindex='0']")?.focus();
  }, [pair]);
  const part = show === "todo" ? "todo" : "flagged";
  const sum = (among: PairCell[]) => among.reduce((all, cell) => all + cell[part], 0);
  const rows = classes.map(({ id }) => sum(cells.filter((cell) => cell.given === id)));
  const most = Math.max(1, ...rows);
  return (
    <table class="mx" role="grid" ref={table}>
      <caption class="sr">Flagged items by given and suggested class</caption>
      <thead>
        <tr>
          <th class="ax">Given ↓ Suggested →</th>
          {classes.map(({ id, name }) => <th key={id} scope="col"><span title={name}>{name}</span></th>)}
          <th colSpan={2} class="th-tot">{show === "todo" ? "Given, to review" : "Given, flagged"}</th>
        </tr>
      </thead>
      <tbody>
        {classes.map((row, at) => {
          const total = rows[at] as number;
          return (
            <tr key={row.id}>
              <th scope="row"><span title={row.name}>{row.name}</span></th>
              {classes.map((column) => <Cell key={column.id} shown={shown} row={row} column={column} />)}
              <td class="tot"><Bar value={total / most} /></td>
              <td class="totn"><b>{count(total)}</b> <span class="muted">{total > 0 && `${percents(total / row.given)}\u00a0%`}</span></td>
            </tr>
          );
        })}
        <tr>
          <th scope="row">Suggested</th>
          {classes.map(({ id }) => <td key={id} class="ct">{count(sum(cells.filter((cell) => cell.suggested === id)))}</td>)}
          <td class="tot" />
          <td class="totn"><b>{count(sum(cells))}</b></td>
        </tr>
      </tbody>
    </table>
  );
}

function Cell({ shown, row, column }: { shown: Shown; row: Class; column: Class }) {
  if (row.id === column.id) return <td class="dg" />;
  const { matrix, show, steps, pair, choose } = shown;
  const own = { given: row.id, suggested: column.id, tag: null };
  const cell = cellAt(matrix, own);
  const value = cell ? shown.value(cell) : 0;
  const here = samePair(own, pair);
  return (
    <td class={`h${heatOf(value, steps)}${here ? " sel" : ""}`} tabIndex={here ? 0 : -1} aria-selected={here} onClick={() => choose(own)}>
      {value > 0 && (show === "share" ? percents(value) : count(value))}
    </td>
  );
}
