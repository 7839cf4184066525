// Start a job and ask for it until it ends.
import { useEffect, useState } from "preact/hooks";
import { get, post } from "../../api/client";
import type { Job } from "../../api/types";
import { useAttempt } from "../../components/useAttempt";

const PAUSE = 500;

export function useJob(path: string, onDone: () => void) {
  const [job, setJob] = useState<Job | null>(null);
  const { problem, attempt } = useAttempt();
  const running = job?.state === "running";
  useEffect(() => {
    if (job?.state === "done") onDone();
    if (!running) return;
    // Without an answer, the strip about the missing server is shown already; the next round asks again.
    const timer = setInterval(() => void get<Job>(`jobs/${job.id}`).then(setJob, () => undefined), PAUSE);
    return () => clearInterval(timer);
  }, [job?.id, job?.state]);
  return { job, running, problem, start: (body: object) => attempt(post<Job>(path, body), setJob) };
}
