// While data is audited for the first time: how far that is. When it failed: what happened, what to do.
import { useEffect } from "preact/hooks";
import { Strip } from "../../components/basics";
import { boot, bootProblem, loadBoot } from "../../state/app";
import { Progress } from "../Export/Progress";

const PAUSE = 1_000;

export function Auditing() {
  const { job, state } = boot.value ?? {};
  useEffect(() => {
    const timer = setInterval(() => void loadBoot(), PAUSE);
    return () => clearInterval(timer);
  }, []);
  if (state === "failed") {
    return (
      <main id="main" class="page">
        <h1>The audit stopped.</h1>
        <Strip title={job?.step && `It stopped while: ${job.step}.`}>
          {bootProblem.value} Your data is not changed. Mend what is named here, or audit in the terminal and then review:{" "}
          <code>labelproof audit DATA --label COLUMN</code>, <code>labelproof review</code>
        </Strip>
      </main>
    );
  }
  return (
    <main id="main" class="page">
      <h1>The audit is running.</h1>
      <p class="how">Each label is compared with what a model learned from the other rows.</p>
      {job && <Progress job={job} />}
      <p class="muted">You can review as soon as it ends; this page changes by itself. Nothing leaves this machine.</p>
    </main>
  );
}
