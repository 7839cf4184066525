// How well people agree: overall, by person and by class pair, as Krippendorff's alpha with its interval.
import type { Agreement } from "../../api/types";
import { Table } from "../../components/basics";
import { useFetch } from "../../components/useFetch";
import { count } from "../../lib/format";
import { className } from "../../state/app";

export function AgreementTable() {
  const found = useFetch<Agreement[]>("agreement");
  if (!found.data || found.data.every((one) => one.targets === 0)) return null;
  return (
    <section class="agree" aria-label="Agreement">
      <h2>Agreement <small>on items that two or more people judged</small></h2>
      <div class="card">
        <Table heads={["Of", "#Judged twice", "#Agree", "#Alpha", "95\u00a0%"]}>
          {found.data.filter((one) => one.targets > 0).map((one) => <Line key={name(one)} one={one} />)}
        </Table>
      </div>
      <p class="small muted">Alpha (Krippendorff): 1 is full agreement, 0 what chance alone would give.</p>
    </section>
  );
}

function Line({ one }: { one: Agreement }) {
  return (
    <tr>
      <td>{name(one)}</td>
      <td class="num">{count(one.targets)}</td>
      <td class="num">{count(one.agreeing)} of {count(one.targets)}</td>
      <td class="num"><b>{one.alpha === null ? "not yet" : one.alpha.toFixed(2)}</b></td>
      <td class="muted">{one.interval ? `${one.interval[0].toFixed(2)} to ${one.interval[1].toFixed(2)}` : ""}</td>
    </tr>
  );
}

function name({ user_name: user, pair }: Agreement): string {
  const words = [user, pair && `${className(pair[0])} → ${className(pair[1])}`].filter(Boolean);
  return words.join(", ") || "Everybody";
}
