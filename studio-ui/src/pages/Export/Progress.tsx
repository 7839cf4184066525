// How far a job is, or what became of it.
import { remove } from "../../api/client";
import type { Job } from "../../api/types";
import { Bar, Button, Strip } from "../../components/basics";
import { duration, percent } from "../../lib/format";

export function Progress({ job }: { job: Job }) {
  const { id, kind, state, title, step, done, message } = job;
  if (state === "failed") return <Strip title={`${title} stopped.`}>{message}</Strip>;
  if (state !== "running") return <p class="small soft" role="status">{message ?? `${title}: ${state}.`}</p>;
  return (
    <div class="progress" role="progressbar" aria-label={title} aria-valuenow={done === null ? undefined : Math.round(done * 100)} aria-valuetext={step}>
      <Bar value={done ?? 0} tone="p" />
      <p class="small soft rowx"><span class="grow">{words(job)}</span>{kind === "improve" && <Button look="quiet" onClick={() => void remove(`jobs/${id}`)}>Cancel</Button>}</p>
    </div>
  );
}

/** "Fold 3 of 5, 62 %, about 40 s left". */
export function words({ step, done, seconds_left: left }: Job): string {
  const time = left !== null && `${left < 60 ? `about ${Math.max(1, Math.ceil(left))} s` : duration(left / 60)} left`;
  return [step || "Starting", done !== null && percent(done), time].filter(Boolean).join(", ");
}
