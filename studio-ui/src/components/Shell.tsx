// The frame of every screen: the bar with the screens, notes about what is not stored, the screen itself.
import { signal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { online } from "../api/client";
import { clashes, refusals, sendNow, stuck, waiting } from "../api/outbox";
import { useKeys } from "../keys";
import { count, counted, duration } from "../lib/format";
import { PAGES } from "../pages";
import { route } from "../router";
import { boot, className, counts, isTeam, project } from "../state/app";
import { minutesLeft, pace } from "../state/pace";
import { switchTheme } from "../state/theme";
import { Button, Strip } from "./basics";
import { Help } from "./Help";
import { Icon } from "./Icon";

const helping = signal(false);

export function Shell({ children }: { children: ComponentChildren }) {
  useKeys({ on: { help: () => (helping.value = true) } });
  return (
    <>
      <a class="skip" href="#main">Skip to the screen</a>
      <header class="top" data-waiting={waiting.value}>
        <a class="word" href="/" aria-label="labelproof: overview">
          label<svg viewBox="0 0 11 16" aria-hidden="true"><path d="M1.5 13 5.5 5l4 8" /></svg>proof
        </a>
        {boot.value?.project && <Where />}
        <Nav />
        <div class="right">
          <Pace />
          {isTeam.value && <span class="small who">{boot.value?.user?.name}</span>}
          <button type="button" class="btn quiet sq" aria-label="Switch light and dark" onClick={switchTheme}><Icon name="sun" /></button>
          <button type="button" class="btn quiet sq" aria-label="Keys and help" onClick={() => (helping.value = true)}><kbd>?</kbd></button>
        </div>
      </header>
      <Notes />
      {children}
      {helping.value && <Help onClose={() => (helping.value = false)} />}
    </>
  );
}

function Where() {
  const { name, examples, noun } = project.value;
  return <div class="where"><b title={name}>{name}</b><span class="muted">{counted(examples, noun)}</span></div>;
}

/** Whether a link leads here: "page"; the sheet belongs to the review. */
function here(path: string): "page" | "true" | undefined {
  const now = route.value.path;
  if (path === now) return "page";
  return path === "/review" && now === "/sheet" ? "true" : undefined;
}

function Nav() {
  const shown = PAGES.filter((page) => page.title !== null && (page.when?.() ?? true));
  return (
    <nav class="nav" aria-label="Screens">
      {shown.map((page) => (
        <a key={page.path} href={page.path} aria-current={here(page.path)}>{page.title}</a>
      ))}
    </nav>
  );
}

function Pace() {
  if (!counts.value) return null;
  const speed = pace.value;
  const left = minutesLeft.value;
  if (speed === null) return <span class="small">{counted(counts.value.decisions, "decisions")} saved</span>;
  return (
    <>
      <span class="small">{count(Math.round(speed))} a minute</span>
      <span class="small muted">{counts.value.todo.toLocaleString("en-US")} left{left !== null && left > 0 && `, ${duration(left)}`}</span>
    </>
  );
}

/** What is not stored and what came between, in strips; work goes on below them. */
function Notes() {
  const wait = waiting.value;
  const clash = clashes.value[clashes.value.length - 1];
  return (
    <div class="notes" aria-live="polite">
      {!online.value && (
        <Strip kind="off" icon="note" title={`Offline. ${counted(wait, "decisions")} ${wait === 1 ? "waits" : "wait"} here.`} action={<Button onClick={sendNow}>Try now</Button>}>
          Go on: they are sent when the server answers again.
        </Strip>
      )}
      {online.value && stuck.value && (
        <Strip kind="err" icon="flag" title={stuck.value} action={<Button onClick={sendNow}>Try again</Button>}>
          {counted(wait, "decisions")} {wait === 1 ? "waits" : "wait"} here and {wait === 1 ? "is" : "are"} not stored yet.
        </Strip>
      )}
      {refusals.value.map((refused) => (
        <Strip key={refused} kind="err" icon="flag" title={`${refused.words} is not stored.`} action={<Button onClick={() => (refusals.value = refusals.value.filter((one) => one !== refused))}>Close</Button>}>
          {refused.message}
        </Strip>
      ))}
      {clash && <ClashStrip key={clash.decided.uuid} />}
    </div>
  );
}

const DID = { keep: "kept", relabel: "relabelled", exclude: "excluded", unsure: "was unsure about", ambiguous: "found both labels fit for" };

function ClashStrip() {
  const clash = clashes.value[clashes.value.length - 1];
  const theirs = clash?.decided.conflict;
  if (!clash || !theirs) return null;
  const mine = clash.mine.verb === "relabel" && clash.mine.label != null ? `relabelled it to ${className(clash.mine.label)}` : `${DID[clash.mine.verb]} it`;
  const more = clashes.value.length > 1 ? ` And ${clashes.value.length - 1} more.` : "";
  return (
    <Strip kind="err" icon="flag" title={`${theirs.user_name} decided an item first.`} action={<><Button href="/disagreements">Open Disagreements</Button><Button look="quiet" onClick={() => (clashes.value = [])}>Close</Button></>}>
      {theirs.user_name} {DID[theirs.verb]} it{theirs.verb === "relabel" && theirs.label !== null ? <> to <b>{theirs.label}</b></> : ""}; you {mine}. Both are stored. It is now in Disagreements.{more}
    </Strip>
  );
}
