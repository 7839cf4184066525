// Screens whose script comes after the first one is up, or when one of them is asked for: the first item is there sooner.
import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Skeleton } from "./Skeleton";

/** The page had so long to show its first screen; then the script comes, so that a lost server does not hide screens. */
const PAUSE = 1_000;

/** Screens of a script, by name. */
export function later<Name extends string>(load: () => Promise<Record<Name, ComponentType>>): (name: Name) => ComponentType {
  let found: Record<Name, ComponentType> | null = null;
  const fetched = () => load().then((screens) => void (found = screens));
  addEventListener("load", () => setTimeout(() => fetched().catch(() => undefined), PAUSE));
  return (name) =>
    function Later() {
      const [problem, setProblem] = useState(false);
      const [, redraw] = useState(false);
      useEffect(() => {
        if (!found) fetched().then(() => redraw(true), () => setProblem(true));
      }, []);
      const Found: ComponentType | undefined = found?.[name];
      if (Found) return <Found />;
      return problem ? <main id="main" class="page"><h1 class="title">This screen cannot be shown.</h1><p class="how">Its script could not be fetched. Load the page again.</p></main> : <Skeleton />;
    };
}
