// While data is audited for the first time: what is done, what is left. When it failed: what happened, what to do.
import { useEffect, useRef } from "preact/hooks";
import type { Job } from "../../api/types";
import { Button } from "../../components/basics";
import { Icon } from "../../components/Icon";
import { boot, loadBoot } from "../../state/app";
import { Progress } from "../Export/Progress";

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
  return (
    <main id="main" class="page">
      <h1>The audit is running.</h1>
      <p class="how">Each label is compared with what a model learned from the other rows.</p>
      <div class="auditing">{job ? <Progress job={job} /> : <p class="soft">Starting</p>}</div>
      <ol class="steps">
        {steps.current.map((one) =>
          one === step ? <li key={one}><span class="dot" />{one}</li> : <li key={one} class="muted"><Icon name="accept" />{one}<span class="sr"> done</span></li>)}
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
