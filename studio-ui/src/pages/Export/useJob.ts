// Follow a job until it ends: by the live channel, and by asking while that is silent.
import { useEffect, useState } from "preact/hooks";
import { get } from "../../api/client";
import { onLive } from "../../api/live";
import type { Job } from "../../api/types";

const PAUSE = 500;

export function useJob(started: Job | null): Job | null {
  const [job, setJob] = useState<Job | null>(started);
  useEffect(() => setJob(started), [started]);
  useEffect(() => {
    if (!started || started.state !== "running") return;
    const take = (next: Job): void => setJob((now) => (now && now.id === next.id && now.state !== "running" ? now : next));
    const stop = onLive((message) => {
      if (message.job?.id === started.id) take(message.job);
    });
    const timer = setInterval(() => {
      get<Job>(`jobs/${started.id}`).then(
        (next) => (take(next), next.state === "running" || clearInterval(timer)),
        () => undefined, // The strip about the missing server is shown already; the next round asks again.
      );
    }, PAUSE);
    return () => (stop(), clearInterval(timer));
  }, [started]);
  return job;
}
