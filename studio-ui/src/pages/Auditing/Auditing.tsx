// While data is audited for the first time: what is done, what is left. When it failed: what happened, what to do.
import { useEffect, useRef } from "preact/hooks";
import type { Job } from "../../api/types";
import { Bar, Button } from "../../components/basics";
import { Icon } from "../../components/Icon";
import { boot, loadBoot } from "../../state/app";
import { words } from "../Export/Progress";

const PAUSE = 1_000;

export function Auditing() {
  const job = boot.value?.job ?? null;
  useEffect(() => {
    const timer = setInterval(() => void loadBoot(), PAUSE);
    return () => clearInterval(timer);
  }, []);
  return boot.value?.state === "failed" || job?.state === "failed" ? <Failed job={job} /> : <Running job={job} />;
}

function Running({ job }: { job: Job | null }) {
  // The steps seen so far, the present one last.
  const steps = useRef<string[]>([]);
  const step = job?.step.split(":")[0]?.trim();
  if (step && step !== steps.current.at(-1)) steps.current = [...steps.current.filter((one) => one !== step), step];
  const said = job ? words(job) : "Starting";
  return (
    <main id="main" class="page">
      <h1>The audit is running.</h1>
      <p class="how">Each label is compared with what a model learned from the other rows.</p>
      <div class="auditing" role="progressbar" aria-label="Audit" aria-valuemin={0} aria-valuemax={100} aria-valuenow={Math.round((job?.done ?? 0) * 100)} aria-valuetext={said}>
        <Bar value={job?.done ?? 0} tone="p" />
        <p class="soft">{said}</p>
      </div>
      <ol class="steps">
        {steps.current.map((one) => (one === step ? <li key={one}><span class="dot" />{one}</li> : <li key={one} class="muted"><Icon name="accept" />{one}<span class="sr"> done</span></li>))}
      </ol>
      <p class="muted">You can review as soon as it ends; this page changes by itself. Nothing leaves this machine.</p>
    </main>
  );
}

function Failed({ job }: { job: Job | null }) {
  return (
    <main id="main" class="page">
      <h1>The audit stopped.</h1>
      <div class="state err" role="alert">
        <h2><Icon name="flag" /> {job?.step ? `It stopped while: ${job.step}` : "It did not get to its end."}</h2>
        <p class="soft">{job?.message ?? "The server did not say why; its terminal may."}</p>
        <p class="soft">Your data is not changed, and nothing was decided yet. Mend what is named here, or audit in the terminal with the options that this needs, then review: <span class="mono">labelproof audit DATA --label COLUMN</span>, <span class="mono">labelproof review</span></p>
        <Button onClick={() => void loadBoot()}>Look again</Button>
      </div>
    </main>
  );
}
