// While data is audited for the first time: what is done, what is left. There is nothing to review until it ends.
import { boot } from "../state/app";
import { duration, percent } from "../lib/format";
import { Bar } from "./basics";

export function Auditing() {
  const job = boot.value?.job;
  const left = job?.seconds_left;
  return (
    <main id="main" class="page">
      <h1>{job?.state === "failed" ? "The audit stopped." : "The audit is running."}</h1>
      <p class="how">{job?.message ?? job?.title ?? "Reading the data."}</p>
      {job && job.state === "running" && (
        <div class="auditing" role="progressbar" aria-label="Audit" aria-valuenow={Math.round((job.done ?? 0) * 100)} aria-valuetext={job.step}>
          <Bar value={job.done ?? 0} tone="p" />
          <p class="soft">{[job.step, job.done !== null && percent(job.done), left && `${left < 60 ? `about ${Math.ceil(left)} s` : duration(left / 60)} left`].filter(Boolean).join(", ")}</p>
        </div>
      )}
      <p class="muted">You can start to review as soon as it ends; this page changes by itself.</p>
    </main>
  );
}
