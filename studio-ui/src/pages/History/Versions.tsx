// Versions of the suggestions: every audit of this data, and the step that makes a new one from the corrected labels.
import { useEffect, useState } from "preact/hooks";
import { messageOf, post } from "../../api/client";
import type { Job, Run } from "../../api/types";
import { Button, Problem, Table } from "../../components/basics";
import { useFetch } from "../../components/useFetch";
import { count, percent, when } from "../../lib/format";
import { counts } from "../../state/app";
import { Progress } from "../Export/Progress";
import { useJob } from "../Export/useJob";

export function Versions() {
  const runs = useFetch<Run[]>("runs");
  const [started, setStarted] = useState<Job | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const job = useJob(started);
  useEffect(() => {
    if (job?.state === "done") runs.reload();
  }, [job?.state]);
  const improve = (): void => {
    setProblem(null);
    post<Job>("jobs/improve", {}).then(setStarted, (error: unknown) => setProblem(messageOf(error)));
  };
  const made = counts.value ? counts.value.fixed + counts.value.kept + counts.value.excluded + counts.value.beyond : 0;
  const running = job?.state === "running";
  return (
    <section class="versions" aria-label="Versions">
      <div class="head">
        <h2>Versions of the suggestions</h2>
        <span class="right"><Button onClick={improve} disabled={running || made === 0}>Train again on what I fixed</Button></span>
      </div>
      <p class="small muted">{made === 0 ? "Decide some items first: the next version learns from them." : `The next version learns from ${count(made)} decided items. Every decision is kept.`}</p>
      {job && <Progress job={job} />}
      <Problem>{problem}</Problem>
      {runs.data && runs.data.length > 0 && <Runs runs={runs.data} />}
    </section>
  );
}

function Runs({ runs }: { runs: Run[] }) {
  return (
    <div class="card">
      <Table heads={["Version", "Made", "Model", "#Accuracy", "#Looks wrong", "Decisions"]}>
        {runs.map((run) => (
          <tr key={run.id}>
            <td>{run.id}{run.current && <span class="muted"> shown now</span>}</td>
            <td class="muted nowrap">{when(run.at)}</td>
            <td>{run.model}</td>
            <td class="num">{run.accuracy === null ? "" : percent(run.accuracy)}</td>
            <td class="num">{count(run.flagged)}</td>
            <td class="muted">{carried(run)}</td>
          </tr>
        ))}
      </Table>
    </div>
  );
}

function carried({ decisions_carried: kept, changed, gone }: Run): string {
  if (kept + changed + gone === 0) return "none before it";
  const parts = [`${count(kept)} carried over`, changed > 0 && `${count(changed)} to look at again`, gone > 0 && `${count(gone)} of items that are gone`];
  return parts.filter(Boolean).join(", ");
}
