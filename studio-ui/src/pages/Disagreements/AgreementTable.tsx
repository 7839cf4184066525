// How well people agree: overall, by person and by class pair, as Krippendorff's alpha with its interval.
import type { Agreement } from "../../api/types";
import { Table } from "../../components/basics";
import { useFetch } from "../../components/useFetch";
import { count } from "../../lib/format";
import { className } from "../../state/app";

export function AgreementTable() {
  const { data } = useFetch<Agreement[]>("agreement");
  const shown = data?.filter((one) => one.targets > 0) ?? [];
  if (shown.length === 0) return null;
  return (
    <section class="agree" aria-label="Agreement">
      <h2>Agreement</h2>
      <div class="card">
        <Table heads={["Of", "#Judged twice", "#Agree", "#Alpha", "95\u00a0%"]}>
          {shown.map(({ user_name: user, pair, targets, agreeing, alpha, interval }) => {
            const name = [user, pair && pair.map(className).join(" → ")].filter(Boolean).join(", ") || "Everybody";
            return (
              <tr key={name}>
                <td>{name}</td>
                <td class="num">{count(targets)}</td>
                <td class="num">{count(agreeing)} of {count(targets)}</td>
                <td class="num"><b>{alpha?.toFixed(2) ?? "not yet"}</b></td>
                <td class="muted">{interval?.map((end) => end.toFixed(2)).join(" to ")}</td>
              </tr>
            );
          })}
        </Table>
      </div>
      <p class="small muted">Alpha (Krippendorff): 1 is full agreement, 0 what chance alone would give.</p>
    </section>
  );
}
