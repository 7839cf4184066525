// The frame of every screen: the bar with the screens, notes about what is not stored, the screen itself.
import { signal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { online } from "../api/client";
import { clashes, refusals, sendNow, stuck, waiting } from "../api/outbox";
import type { Verb } from "../api/types";
import { useKeys } from "../keys";
import { counted, STATUS_OF, STATUS_WORD } from "../lib/format";
import { PAGES } from "../pages";
import { route } from "../router";
import { boot, className, counts, isTeam } from "../state/app";
import { left } from "../state/pace";
import { switchTheme } from "../state/theme";
import { Button, Strip } from "./basics";
import { Help } from "./Help";

const helping = signal(false);

export function Shell({ children }: { children: ComponentChildren }) {
  const help = () => void (helping.value = true);
  useKeys({ on: { help } });
  const { project, user } = boot.value ?? {};
  return (
    <>
      <a class="skip" href="#main">Skip to the screen</a>
      <header class="top" data-waiting={waiting.value}>
        <a class="word" href="/" aria-label="labelproof: overview">
          label<svg viewBox="0 0 11 16" aria-hidden="true"><path d="M1.5 13 5.5 5l4 8" /></svg>proof
        </a>
        {project && <div class="where"><b title={project.name}>{project.name}</b><span class="muted">{counted(project.examples, project.noun)}</span></div>}
        <nav class="nav" aria-label="Screens">
          {PAGES.map(({ path, title, when }) => title && (when?.() ?? true) && <a key={path} href={path} aria-current={here(path)}>{title}</a>)}
        </nav>
        <div class="right">
          {counts.value && <span class="small">{left.value}</span>}
          {isTeam.value && <span class="small who">{user?.name}</span>}
          <Button look="quiet" class="sq" label="Switch light and dark" icon="sun" onClick={switchTheme} />
          <Button look="quiet" class="sq" label="Keys and help" action="help" onClick={help} />
        </div>
      </header>
      <Notes />
      {children}
      {helping.value && <Help onClose={() => (helping.value = false)} />}
    </>
  );
}

/** Whether a link leads to this screen; the sheet belongs to the review. */
function here(path: string): "page" | "true" | undefined {
  const now = route.value.path;
  return path === now ? "page" : path === "/review" && now === "/sheet" ? "true" : undefined;
}

/** What is not stored and what came between, in strips; work goes on below them. */
function Notes() {
  const wait = `${counted(waiting.value, "decisions")} ${waiting.value === 1 ? "waits" : "wait"} here`;
  const retry = <Button onClick={sendNow}>Try again</Button>;
  return (
    <div class="notes" aria-live="polite">
      {!online.value && <Strip kind="off" icon="comment" title={`Offline. ${wait}.`} action={retry}>Go on: they are sent when the server answers again.</Strip>}
      {online.value && stuck.value && <Strip title={stuck.value} action={retry}>{wait} and {waiting.value === 1 ? "is" : "are"} not stored yet.</Strip>}
      {refusals.value.map((refused) => {
        const close = () => (refusals.value = refusals.value.filter((one) => one !== refused));
        return <Strip key={refused} title={`${refused.words} is not stored.`} action={<Button onClick={close}>Close</Button>}>{refused.message}</Strip>;
      })}
      <ClashNote />
    </div>
  );
}

/** The newest decision that differs from another person's. */
function ClashNote() {
  const { mine, decided } = clashes.value.at(-1) ?? {};
  const theirs = decided?.conflict;
  if (!mine || !theirs) return null;
  const words = (verb: Verb, label: string | null) => STATUS_WORD[STATUS_OF[verb]].toLowerCase() + (label ? ` (${label})` : "");
  const label = mine.label == null ? null : className(mine.label);
  const steps = <><Button href="/disagreements">Open Disagreements</Button><Button look="quiet" onClick={() => (clashes.value = [])}>Close</Button></>;
  return (
    <Strip key={mine.uuid} title={`${theirs.user_name} decided an item first.`} action={steps}>
      {theirs.user_name}: {words(theirs.verb, theirs.label)}; you: {words(mine.verb, label)}. Both are stored. In Disagreements: {clashes.value.length}.
    </Strip>
  );
}
