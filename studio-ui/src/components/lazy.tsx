// A screen whose script is fetched when it is first shown, so that the first item is on screen sooner.
import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Skeleton } from "./Skeleton";

export function lazy(load: () => Promise<ComponentType>): ComponentType {
  let found: ComponentType | null = null;
  return function Lazy() {
    const [problem, setProblem] = useState<string | null>(null);
    const [, redraw] = useState(false);
    useEffect(() => {
      if (!found) load().then((screen) => ((found = screen), redraw(true)), () => setProblem("Its script could not be fetched. Load the page again."));
    }, []);
    const Found = found;
    if (Found) return <Found />;
    return problem ? <main id="main" class="page"><h1 class="title">This screen cannot be shown.</h1><p class="how">{problem}</p></main> : <Skeleton />;
  };
}
