/** Fetches the points once per visit of the map: binary, eight bytes each, used as they come. */
import { useEffect, useState } from "preact/hooks";
import { address, ApiError } from "../../api/client";
import { epoch } from "../../state/app";
import { decode, type Points } from "./points";

export interface Loaded {
  points: Points | null;
  problem: string | null;
}

export function usePoints(wanted: boolean): Loaded {
  const [loaded, setLoaded] = useState<Loaded>({ points: null, problem: null });
  useEffect(() => {
    if (!wanted) return;
    const aborter = new AbortController();
    fetchPoints(aborter.signal).then(
      (points) => setLoaded({ points, problem: null }),
      (error: unknown) => {
        if (aborter.signal.aborted) return;
        setLoaded({ points: null, problem: error instanceof Error ? error.message : String(error) });
      },
    );
    return () => aborter.abort();
  }, [wanted, epoch.value]);
  return loaded;
}

async function fetchPoints(signal: AbortSignal): Promise<Points> {
  const response = await fetch(address("points"), { signal });
  if (!response.ok) throw new ApiError(response.status, "points", `The map cannot be read: the server answered ${response.status}.`);
  return decode(await response.arrayBuffer());
}
