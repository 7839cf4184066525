// Start a job and follow it until it ends: by the live channel, and by asking while that is silent.
import { useEffect, useState } from "preact/hooks";
import { get, post } from "../../api/client";
import { onLive } from "../../api/live";
import type { Job } from "../../api/types";
import { useAttempt } from "../../components/useAttempt";

const PAUSE = 500;

export function useJob(path: string, onDone: () => void) {
  const [job, setJob] = useState<Job | null>(null);
  const { problem, attempt } = useAttempt();
  const running = job?.state === "running";
  const follow = (next: Job): void => setJob((now) => (now?.id === next.id && now.state === "running" ? next : now));
  useEffect(() => onLive(({ job: next }) => next && follow(next)), []);
  useEffect(() => {
    if (job?.state === "done") onDone();
    if (!running) return;
    // Without an answer, the strip about the missing server is shown already; the next round asks again.
    const timer = setInterval(() => void get<Job>(`jobs/${job.id}`).then(follow, () => undefined), PAUSE);
    return () => clearInterval(timer);
  }, [job?.id, job?.state]);
  return { job, running, problem, start: (body: object) => attempt(post<Job>(path, body), setJob) };
}
