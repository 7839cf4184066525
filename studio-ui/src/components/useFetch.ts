// Ask the server while a component is shown; an answer that came too late for what is shown now is dropped.
import { useCallback, useEffect, useState } from "preact/hooks";
import { get, messageOf } from "../api/client";
import type { Query } from "../router";
import { epoch } from "../state/app";

export interface Fetched<T> {
  data: T | null;
  problem: string | null;
  loading: boolean;
  reload: () => void;
}

/** GET a path. Null asks nothing. The last answer stays until the next one came. */
export function useFetch<T>(path: string | null, query: Query = {}): Fetched<T> {
  const [data, setData] = useState<T | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [loading, setLoading] = useState(path !== null);
  const [round, setRound] = useState(0);
  const wanted = JSON.stringify([path, query, round, epoch.value]);
  useEffect(() => {
    if (path === null) return;
    const aborter = new AbortController();
    setLoading(true);
    get<T>(path, query, aborter.signal).then(
      (answer) => (setData(answer), setProblem(null), setLoading(false)),
      (error: unknown) => {
        if (aborter.signal.aborted) return;
        setProblem(messageOf(error));
        setLoading(false);
      },
    );
    return () => aborter.abort();
  }, [wanted]);
  return { data, problem, loading, reload: useCallback(() => setRound((now) => now + 1), []) };
}
