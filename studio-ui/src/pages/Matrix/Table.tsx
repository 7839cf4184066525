/** The matrix of few classes, with its numbers: rows are given labels, columns suggested ones. */
import { useEffect, useRef } from "preact/hooks";
import type { Class } from "../../api/types";
import { Bar } from "../../components/basics";
import { count } from "../../lib/format";
import { cellAt, heatOf, percents, samePair, sum } from "./cells";
import type { Shown } from "./MatrixPage";

export function Table(shown: Shown) {
  const { matrix, show, pair } = shown;
  const { classes, cells } = matrix;
  const table = useRef<HTMLTableElement>(null);
  useEffect(() => {
    if (table.current?.contains(document.activeElement)) table.current.querySelector<HTMLElement>("[tabindex='0']")?.focus();
  }, [pair]);
  const part = show === "todo" ? show : "flagged";
  const rows = classes.map(({ id }) => sum(cells.filter((cell) => cell.given === id), part));
  const most = Math.max(1, ...rows);
  return (
    <table class="mx" role="grid" ref={table}>
      <caption class="sr">Flagged items by given and suggested class</caption>
      <thead>
        <tr>
          <th class="ax">Given ↓ Suggested →</th>
          {classes.map(({ id, name }) => <th key={id} scope="col"><span title={name}>{name}</span></th>)}
          <th colSpan={2} class="th-tot">Given</th>
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
              <td class="totn"><b>{count(total)}</b> <span class="muted">{total > 0 && percents(total / row.given)}</span></td>
            </tr>
          );
        })}
        <tr>
          <th scope="row">Suggested</th>
          {classes.map(({ id }) => <td key={id} class="ct">{count(sum(cells.filter((cell) => cell.suggested === id), part))}</td>)}
          <td class="tot" />
          <td class="totn"><b>{count(sum(cells, part))}</b></td>
        </tr>
      </tbody>
    </table>
  );
}

function Cell({ shown, row, column }: { shown: Shown; row: Class; column: Class }) {
  if (row.id === column.id) return <td class="dg" />;
  const { matrix, steps, say, pair, choose } = shown;
  const own = { given: row.id, suggested: column.id, tag: null };
  const cell = cellAt(matrix, own);
  const value = cell ? shown.value(cell) : 0;
  const here = samePair(own, pair);
  return (
    <td class={`h${heatOf(value, steps)}${here ? " sel" : ""}`} tabIndex={here ? 0 : -1} aria-selected={here} onClick={() => choose(own)}>
      {value > 0 && say(value)}
    </td>
  );
}
