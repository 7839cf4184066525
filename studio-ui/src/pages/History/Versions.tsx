// Versions of the suggestions: every audit of this data, and the step that makes a new one from the corrected labels.
import type { Run } from "../../api/types";
import { Button, Problem, Table } from "../../components/basics";
import { Copy } from "../../components/Copy";
import { useFetch } from "../../components/useFetch";
import { count, counted, percent, when } from "../../lib/format";
import { counts, project } from "../../state/app";
import { Progress } from "../Export/Progress";
import { useJob } from "../Export/useJob";

export function Versions() {
  const runs = useFetch<Run[]>("runs");
  const { job, running, problem, start } = useJob("jobs/improve", runs.reload);
  const { fixed = 0, kept = 0, excluded = 0, beyond = 0 } = counts.value ?? {};
  const { path } = project.value;
  const train = path && `labelproof train "${path}" -o model/`;
  const made = fixed + kept + excluded + beyond;
  return (
    <section class="versions" aria-label="Versions">
      <div class="head">
        <h2>Versions of the suggestions</h2>
        <span class="right"><Button onClick={() => start({})} disabled={running || made === 0}>Train again on what I fixed</Button></span>
      </div>
      <p class="small muted">{made === 0 ? "Decide some items first." : `The next version learns from ${counted(made, "decided items")}. Every decision is kept.`}</p>
      {made > 0 && train && <p class="small muted">A model for other data learns from them in the terminal: <code>{train}</code> <Copy text={train} what="the command" /></p>}
      {job && <Progress job={job} />}
      <Problem>{problem}</Problem>
      {runs.data && (
        <div class="card">
          <Table heads={["Version", "Made", "Model", "#Accuracy", "#Looks wrong", "Decisions"]}>
            {runs.data.map((run) => (
              <tr key={run.id}>
                <td>{run.id}{run.current && <span class="muted"> shown now</span>}</td>
                <td class="muted nowrap">{when(run.at)}</td>
                <td>{run.model}</td>
                <td class="num">{run.accuracy !== null && percent(run.accuracy)}</td>
                <td class="num">{count(run.flagged)}</td>
                <td class="muted">{carried(run)}</td>
              </tr>
            ))}
          </Table>
        </div>
      )}
    </section>
  );
}

function carried({ decisions_carried: kept, changed, gone }: Run): string {
  const parts = [[kept, "carried over"], [changed, "to look at again"], [gone, "of items that are gone"]] as const;
  return parts.filter(([size]) => size > 0).map(([size, words]) => `${count(size)} ${words}`).join(", ") || "none before it";
}
