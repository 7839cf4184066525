// One item after the other: see, decide, next. Hands stay on the keys; the item never shifts.
import { useEffect } from "preact/hooks";
import { onLive } from "../../api/live";
import { Bar, Button } from "../../components/basics";
import { Notice, Skeleton } from "../../components/Skeleton";
import { itemName } from "../../components/Thumb";
import { filterFromQuery, filterWords } from "../../lib/filter";
import { count } from "../../lib/format";
import { route } from "../../router";
import { boot, project } from "../../state/app";
import { startAgain } from "./actions";
import { Done } from "./Done";
import { Evidence } from "./Evidence";
import { Foot } from "./Foot";
import { overlay } from "./overlay";
import { Panel } from "./Panel";
import { current, dropAhead, notice, open, place, problem, queueFilter, ready, release, renew, restart } from "./queue";
import { Stage } from "./Stage";

export function Focus() {
  const query = route.value.query;
  const filter = queueFilter(filterFromQuery(query));
  useEffect(() => {
    startAgain();
    overlay.value = project.value.modality !== "image";
    const item = query.get("item") ?? "";
    void open(filter, /^\d+$/.test(item) ? Number(item) : null);
    return release;
  }, [JSON.stringify(filter), project.value.run]);
  useEffect(() => onLive(({ kind, user, targets }) => {
    if (kind === "decision" && user !== boot.value?.user?.id) dropAhead(targets);
    if (kind === "batch") void renew();
    if (kind === "lease_lost") {
      notice.value = "You held these items for five minutes, so they went back to the queue. Here are the next ones.";
      void restart();
    }
  }), []);
  if (problem.value) return <Notice title="The queue cannot be read.">{problem.value} <Button onClick={() => void restart()}>Try again</Button></Notice>;
  if (!ready.value) return <Skeleton />;
  if (!current.value) return <Done />;
  return (
    // Buttons leave the focus where it is, so that the keys go on working.
    <div class="focus fill" onMouseDown={(event) => event.target instanceof Element && event.target.closest("button") && event.preventDefault()}>
      <Progress />
      <main id="main">
        <section class="left" aria-label="The item">
          <Meta />
          <Stage />
          <Evidence />
        </section>
        <Panel />
      </main>
      <Foot />
    </div>
  );
}

function Progress() {
  const { number, total } = place.value;
  return (
    <section class="prog" aria-label="Queue progress">
      <div role="progressbar" aria-label="Queue" aria-valuenow={number - 1} aria-valuemax={total}><Bar value={(number - 1) / total} tone="p" /></div>
    </section>
  );
}

function Meta() {
  const { number, total } = place.value;
  const words = filterWords(filterFromQuery(route.value.query)) || "likely wrong labels, worst first";
  return (
    <div class="meta">
      <b>{count(number)} of {count(total)}</b>
      <span class="cut">{notice.value ?? `Queue: ${words}`}</span>
      <span class="right mono small">{current.value && itemName(current.value)}</span>
    </div>
  );
}
