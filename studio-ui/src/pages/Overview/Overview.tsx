// The first screen: what is wrong, how sure, what next.
import { useEffect } from "preact/hooks";
import { settled } from "../../api/outbox";
import type { IssueKind, Resume } from "../../api/types";
import { Button, Stack, Strip } from "../../components/basics";
import { useKeys } from "../../keys";
import { filterToQuery } from "../../lib/filter";
import { count, counted, duration } from "../../lib/format";
import { href, navigate } from "../../router";
import { boot, bootedAt, counts, isTags, loadBoot, project } from "../../state/app";
import { minutesLeft, pace } from "../../state/pace";
import { Pairs } from "./Pairs";

const FRESH = 300;

export function Overview() {
  useEffect(() => void refreshed(), []);
  const next = (counts.value?.todo ?? 0) > 0 ? "/review" : "/export";
  useKeys({ on: {}, keys: { Enter: () => navigate(next) } });
  return (
    <main id="main" class="page overview">
      {project.value.warning && <Strip kind="info" icon="flag" title="The audit says:">{project.value.warning}</Strip>}
      <section class="hero">
        <Answer />
        <Side />
      </section>
      <Pairs />
    </main>
  );
}

/** Pairs and kinds are counted again when one comes back here after deciding. */
async function refreshed(): Promise<void> {
  if (Date.now() - bootedAt.value < FRESH) return;
  await settled();
  await loadBoot();
}

function Answer() {
  const { flagged, todo } = counts.value ?? { flagged: 0, todo: 0 };
  return (
    <div class="say">
      <h1>{headline(flagged)}</h1>
      <p class="how">{flagged > 0 ? <>Each has its own chance of being wrong. How many really are <b>is not known yet</b>: that takes a random sample that people have judged.</> : <>{counted(project.value.labelled, "labels")} checked.</>}</p>
      <div class="onward">
        {todo > 0 ? <Button look="primary" big href="/review" hotkey="Enter">Review next</Button> : <Button look="primary" big href="/export" hotkey="Enter">Export</Button>}
        {boot.value?.resume && todo > 0 && <Button big href={resumeLink(boot.value.resume)}>{resumeWords(boot.value.resume)}</Button>}
        {flagged === 0 && <Button big href="/items?sort=chance">Look at the likeliest anyway</Button>}
        <p class="soft">{outlook(flagged, todo)}</p>
      </div>
    </div>
  );
}

function headline(flagged: number): string {
  const { examples, noun, labelled } = project.value;
  if (flagged === 0) return isTags.value ? "No tag looks wrong." : "No label looks wrong.";
  if (isTags.value) return `${counted(flagged, "tags")} of ${counted(examples, noun)} ${flagged === 1 ? "looks" : "look"} wrong.`;
  return `${count(flagged)} of ${counted(labelled, "labels")} ${flagged === 1 ? "looks" : "look"} wrong.`;
}

function outlook(flagged: number, todo: number): string {
  if (flagged === 0) return "Nothing is flagged above the threshold.";
  if (todo === 0) return "Every flagged label was judged.";
  const minutes = minutesLeft.value;
  const speed = pace.value;
  if (minutes === null || speed === null) return `${count(todo)} to review. Your pace is shown after ten decisions.`;
  const about = duration(minutes);
  return `${about[0]?.toUpperCase()}${about.slice(1)} left at your pace, ${count(Math.round(speed))} a minute.`;
}

const SCREENS: Partial<Record<Resume["mode"], string>> = { sheet: "/sheet", sample: "/sheet", items: "/items", bulk: "/items" };

function resumeLink(resume: Resume): string {
  const path = SCREENS[resume.mode] ?? "/review";
  const whole = path === "/review" && resume.filter.flagged === true && resume.filter.status?.join() === "todo";
  const filter = whole ? { ...resume.filter, flagged: null, status: null } : resume.filter;
  return href(path, { ...filterToQuery(filter), ...(path === "/review" ? { item: resume.target } : {}) });
}

function resumeWords(resume: Resume): string {
  return resume.title ? `Resume ${resume.title}` : "Resume where you stopped";
}

function Side() {
  const known = counts.value;
  if (!known) return null;
  return (
    <div class="side">
      <h2>Progress <small>{count(known.flagged)} flagged</small></h2>
      <Stack counts={known} />
      {known.beyond > 0 && <p class="small muted">and {counted(known.beyond, "decisions")} on labels that were not flagged</p>}
      <h2 class="gap">Kinds of issue</h2>
      <ul class="kinds">
        {(boot.value?.kinds ?? []).map((kind) => <Kind key={kind.code} kind={kind} />)}
        {project.value.unlabelled > 0 && !boot.value?.kinds.some((kind) => kind.code === "unlabelled") && (
          <li><a class="plain" href="/items?labelled=no">Without a label</a><b>{count(project.value.unlabelled)}</b><span /></li>
        )}
      </ul>
    </div>
  );
}

function Kind({ kind }: { kind: IssueKind }) {
  return (
    <li>
      <a class="plain" href={href("/items", filterToQuery(kind.filter))}>{kind.title}</a>
      <b>{count(kind.count)}</b>
      <span class="muted">{count(kind.todo)} to review</span>
    </li>
  );
}
