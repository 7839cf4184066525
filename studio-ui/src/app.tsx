// Which screen is shown: the one of the address, or what the audit is doing, or why there is nothing to show.
import { useEffect } from "preact/hooks";
import { Shell } from "./components/Shell";
import { Sprite } from "./components/Icon";
import { Skeleton } from "./components/Skeleton";
import { PAGES } from "./pages";
import { Auditing } from "./pages/Auditing/Auditing";
import { route } from "./router";
import { boot, bootProblem } from "./state/app";

export function App() {
  const page = PAGES.find((one) => one.path === route.value.path);
  const name = boot.value?.project?.name;
  useEffect(() => {
    document.title = [name, page?.title?.toLowerCase()].filter(Boolean).join(": ") || "labelproof";
  }, [name, page]);
  return (
    <>
      <Sprite />
      <Shell><Screen /></Shell>
    </>
  );
}

function Screen() {
  const page = PAGES.find((one) => one.path === route.value.path);
  if (boot.value && boot.value.state !== "ready") return <Auditing />;
  if (bootProblem.value && !boot.value?.project) return <Problem title="The workspace cannot be shown." why={bootProblem.value} />;
  if (!boot.value) return <Skeleton />;
  if (!page) return <Problem title="There is no such screen." why="Choose one in the bar above." />;
  const Show = page.show;
  return <Show />;
}

function Problem({ title, why }: { title: string; why: string }) {
  return (
    <main id="main" class="page">
      <h1>{title}</h1>
      <p class="how">{why}</p>
    </main>
  );
}
