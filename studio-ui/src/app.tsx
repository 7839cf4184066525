// Which screen is shown: the one of the address, or what the audit is doing, or why there is nothing to show.
import { useEffect } from "preact/hooks";
import { settled } from "./api/outbox";
import { Shell } from "./components/Shell";
import { Notice, Skeleton } from "./components/Skeleton";
import { PAGES } from "./pages";
import { Auditing } from "./pages/Auditing/Auditing";
import { route } from "./router";
import { boot, bootProblem, loadBoot } from "./state/app";

export function App() {
  const page = PAGES.find((one) => one.path === route.value.path);
  const title = [boot.value?.project?.name, page?.title?.toLowerCase()].filter(Boolean).join(": ") || "labelproof";
  const home = route.value.path === "/";
  useEffect(() => void (document.title = title), [title]);
  // Pairs and kinds are counted again when one comes back to them after deciding.
  useEffect(() => void (boot.value && home && settled().then(loadBoot)), [home]);
  return <Shell><Screen of={page?.show} /></Shell>;
}

function Screen({ of: Show }: { of: (typeof PAGES)[number]["show"] | undefined }) {
  if (boot.value && boot.value.state !== "ready") return <Auditing />;
  if (bootProblem.value && !boot.value?.project) return <Notice title="The workspace cannot be shown.">{bootProblem.value}</Notice>;
  if (!boot.value) return <Skeleton />;
  return Show ? <Show /> : <Notice title="There is no such screen.">Choose one in the bar above.</Notice>;
}
