// Ask the server while a component is shown; an answer that came too late for what is shown now is dropped.
import { useCallback, useEffect, useState } from "preact/hooks";
import { get, messageOf } from "../api/client";
import type { Query } from "../router";
import { epoch } from "../state/app";

interface Found<T> {
  data: T | null;
  problem: string | null;
  loading: boolean;
}

export interface Fetched<T> extends Found<T> {
  reload: () => void;
}

/** GET a path. Null, or none, asks nothing. The last answer stays until the next one came. */
export function useFetch<T>(path: string | null, query: Query = {}): Fetched<T> {
  const [found, setFound] = useState<Found<T>>({ data: null, problem: null, loading: Boolean(path) });
  const [round, setRound] = useState(0);
  useEffect(() => {
    if (!path) return;
    const aborter = new AbortController();
    setFound((now) => ({ ...now, loading: true }));
    get<T>(path, query, aborter.signal).then(
      (data) => setFound({ data, problem: null, loading: false }),
      (error: unknown) => aborter.signal.aborted || setFound((now) => ({ ...now, problem: messageOf(error), loading: false })),
    );
    return () => aborter.abort();
  }, [JSON.stringify([path, query]), round, epoch.value]);
  return { ...found, reload: useCallback(() => setRound((now) => now + 1), []) };
}
