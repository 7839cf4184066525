// The first screen: what is wrong, how sure, what next.
import { useEffect } from "preact/hooks";
import { settled } from "../../api/outbox";
import type { Resume } from "../../api/types";
import { Button, Stack, Strip } from "../../components/basics";
import { useKeys } from "../../keys";
import { filterToQuery, isWhole, queueName } from "../../lib/filter";
import { count, counted, duration } from "../../lib/format";
import { href, navigate } from "../../router";
import { boot, bootedAt, counts, isTags, loadBoot, project } from "../../state/app";
import { minutesLeft, pace } from "../../state/pace";
import { Pairs } from "./Pairs";

const FRESH = 300;

export function Overview() {
  useEffect(() => void refreshed(), []);
  const todo = counts.value?.todo ?? 0;
  const [step, next] = todo > 0 ? ["Review next", "/review"] : ["Export", "/export"];
  const { warning } = project.value;
  const { resume } = boot.value ?? {};
  const flagged = counts.value?.flagged ?? 0;
  useKeys({ keys: { Enter: () => navigate(next) } });
  return (
    <main id="main" class="page overview">
      {warning && <Strip kind="info" title="The audit says:">{warning}</Strip>}
      <section class="hero">
        <div class="say">
          <h1>{headline(flagged)}</h1>
          <p class="how">{flagged > 0 ? <>Each has its own chance of being wrong. How many really are <b>is not known yet</b>: that takes a random sample that people have judged.</> : <>{counted(project.value.labelled, "labels")} checked.</>}</p>
          <div class="onward">
            <Button look="primary" big href={next} hotkey="Enter">{step}</Button>
            {resume && todo > 0 && <Button big href={placeOf(resume)}>Resume {queueName(resume.filter)}, item {count(resume.number)} of {count(resume.total)}</Button>}
            {flagged === 0 && <Button big href="/items?sort=chance">Look at the likeliest anyway</Button>}
            <p class="soft">{outlook(flagged, todo)}</p>
          </div>
        </div>
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

function headline(flagged: number): string {
  const { examples, noun, labelled } = project.value;
  const tags = isTags.value;
  if (flagged === 0) return `No ${tags ? "tag" : "label"} looks wrong.`;
  const found = tags ? `${counted(flagged, "tags")} of ${counted(examples, noun)}` : `${count(flagged)} of ${counted(labelled, "labels")}`;
  return `${found} ${flagged === 1 ? "looks" : "look"} wrong.`;
}

function outlook(flagged: number, todo: number): string {
  if (flagged === 0) return "Nothing is flagged above the threshold.";
  if (todo === 0) return "Every flagged label was judged.";
  if (minutesLeft.value === null) return `${count(todo)} to review. Your pace is shown after ten decisions.`;
  return `${duration(minutesLeft.value).replace("a", "A")} left at your pace, ${count(Math.round(pace.value ?? 0))} a minute.`;
}

/** The queue where one stopped; the whole one has no filter in its address. */
function placeOf({ filter, target }: Resume): string {
  return href("/review", { ...(isWhole(filter) ? {} : filterToQuery(filter)), item: target });
}

function Side() {
  if (!counts.value) return null;
  const { flagged, beyond } = counts.value;
  return (
    <div class="side">
      <h2>Progress <small>{count(flagged)} flagged</small></h2>
      <Stack counts={counts.value} />
      {beyond > 0 && <p class="small muted">and {counted(beyond, "decisions")} on labels that were not flagged</p>}
      <h2 class="gap">Kinds of issue</h2>
      <ul class="kinds">
        {boot.value?.kinds.map((kind) => (
          <li key={kind.code}>
            <a class="plain" href={href("/items", filterToQuery(kind.filter))}>{kind.title}</a>
            <b>{count(kind.count)}</b>
            <span class="muted">{kind.about}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
