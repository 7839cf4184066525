// How far a job is, or what became of it.
import { remove } from "../../api/client";
import type { Job } from "../../api/types";
import { Bar, Button, Strip } from "../../components/basics";
import { duration, percent } from "../../lib/format";

export function Progress({ job }: { job: Job }) {
  if (job.state === "failed") return <Strip kind="err" icon="flag" title={`${job.title} stopped.`}>{job.message}</Strip>;
  if (job.state === "cancelled") return <p class="small muted" role="status">{job.title} was cancelled.</p>;
  if (job.state === "done") return <p class="small soft" role="status">{job.message ?? `${job.title}: done.`}</p>;
  return (
    <div class="progress" role="progressbar" aria-label={job.title} aria-valuenow={job.done === null ? undefined : Math.round(job.done * 100)} aria-valuetext={job.step}>
      <Bar value={job.done ?? 0} tone="p" />
      <p class="small soft rowx"><span class="grow">{words(job)}</span>{job.kind === "improve" && <Button look="quiet" onClick={() => void remove(`jobs/${job.id}`)}>Cancel</Button>}</p>
    </div>
  );
}

/** "Fold 3 of 5, 62 %, about 40 s left". */
export function words({ step, done, seconds_left: left }: Job): string {
  const time = left === null ? null : `${left < 60 ? `about ${Math.max(1, Math.ceil(left))} s` : duration(left / 60)} left`;
  return [step || "Starting", done === null ? null : percent(done), time].filter(Boolean).join(", ");
}
