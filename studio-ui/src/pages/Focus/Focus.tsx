// One item after the other: see, decide, next. Hands stay on the keys; the item never shifts.
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { onLive } from "../../api/live";
import type { Filter } from "../../api/types";
import { Strip, Button } from "../../components/basics";
import { filterFromQuery, filterWords } from "../../lib/filter";
import { count } from "../../lib/format";
import { route } from "../../router";
import { boot, className, keepPlace, runs } from "../../state/app";
import { itemName } from "../../components/Thumb";
import { startAgain } from "./actions";
import { details, failures } from "./details";
import { Done } from "./Done";
import { Evidence } from "./Evidence";
import { Foot } from "./Foot";
import { Panel } from "./Panel";
import { at, current, dropAhead, frame, notice, open, problem, queueFilter, release, renew, restart, state } from "./queue";
import { Stage } from "./Stage";
import { overlay } from "./overlay";

export function Focus() {
  const query = route.value.query;
  const filter = queueFilter(filterFromQuery(query));
  const wanted = JSON.stringify(filter);
  useEffect(() => {
    startAgain();
    overlay.value = boot.value?.project?.modality !== "image";
    void open(filter, asNumber(query.get("item")));
    return release;
  }, [wanted, runs.value]);
  usePlace(filter);
  useEffect(() => onLive((message) => {
    if (message.kind === "decision" && message.user !== boot.value?.user?.id) dropAhead(message.targets);
    if (message.kind === "batch") void renew();
    if (message.kind === "lease_lost") {
      notice.value = "You held these items for five minutes, so they went back to the queue. Here are the next ones.";
      void restart();
    }
  }), []);
  if (state.value === "problem") return <Trouble />;
  if (state.value === "loading") return <Waiting />;
  if (!current.value) return <Done />;
  return (
    <div class="focus fill">
      <Progress />
      <main id="main">
        <section class="left" aria-label="The item">
          <Meta words={filterWords(filterFromQuery(query), className)} />
          <Stage />
          <Evidence />
        </section>
        <Panel />
      </main>
      <Foot />
    </div>
  );
}

function asNumber(text: string | null): number | null {
  return text === null || !/^\d+$/.test(text) ? null : Number(text);
}

/** Keep the place in the address and with the server, a moment after the last step, or on leaving. */
function usePlace(filter: Filter): void {
  const target = current.value?.target ?? null;
  const pending = useRef<(() => void) | null>(null);
  useLayoutEffect(() => {
    if (state.value !== "ready") return;
    pending.current = () => {
      pending.current = null;
      stopAt(filter, target);
    };
    const timer = setTimeout(() => pending.current?.(), 400);
    return () => clearTimeout(timer);
  }, [target]);
  useEffect(() => () => pending.current?.(), []);
}

function stopAt(filter: Filter, target: number | null): void {
  const address = new URL(location.href);
  if (target === null) address.searchParams.delete("item");
  else address.searchParams.set("item", String(target));
  if (address.pathname === "/review") history.replaceState(null, "", address);
  const { number, total } = place();
  keepPlace({ filter, target, mode: "focus", title: `${queueWords(filter)}, item ${count(number)} of ${count(total)}` });
}

function place(): { number: number; total: number } {
  const { before, total } = frame.value;
  const number = before + at.value + 1;
  return { number, total: Math.max(total, number) };
}

function Progress() {
  const { number, total } = place();
  const style = { width: `${((number - 1) / total) * 100}%` };
  return (
    <section class="prog" aria-label="Queue progress">
      <div role="progressbar" aria-label="Queue" aria-valuemin={0} aria-valuenow={number - 1} aria-valuemax={total}><i style={style} /></div>
    </section>
  );
}

/** What is reviewed: "ant → bee" for a pair, else the filter in words. */
function queueWords(filter: Filter): string {
  const { given, suggested } = filter;
  if (given?.length === 1 && suggested?.length === 1) return `${className(given[0] as number)} → ${className(suggested[0] as number)}`;
  const asked: Filter = { ...filter, status: null, flagged: null };
  return filterWords(asked, className).join(", ") || "the queue";
}

function Meta({ words }: { words: string[] }) {
  const item = current.value;
  const { number, total } = place();
  const name = words.length > 0 ? words.join(", ") : "likely wrong labels, worst first";
  return (
    <div class="meta">
      <b>{count(number)} of {count(total)}</b>
      <span class="cut">{notice.value ?? `Queue: ${name}`}</span>
      <span class="right mono small">{item && itemName(item)}</span>
    </div>
  );
}

function Waiting() {
  return (
    <div class="focus fill" aria-busy="true">
      <section class="prog" />
      <main id="main" class="skel">
        <h1 class="sr">Loading</h1>
        <section class="left"><i class="w30" /><i class="stage-shape" /><i class="w60" /></section>
        <aside class="decision"><i class="w60 tall" /><i class="w90" /><i class="w90" /><i class="w60" /></aside>
      </main>
    </div>
  );
}

function Trouble() {
  return (
    <main id="main" class="page">
      <h1 class="title">Review</h1>
      <Strip kind="err" icon="flag" title="The queue cannot be read." action={<Button onClick={() => void restart()}>Try again</Button>}>{problem.value}</Strip>
    </main>
  );
}

/** The details of the item on screen; null while they are on their way, with the reason when they cannot be had. */
export function shownDetail() {
  const item = current.value;
  const detail = item ? (details.value.get(item.target) ?? null) : null;
  return { item, detail, why: item && !detail ? (failures.value.get(item.target) ?? null) : null };
}
