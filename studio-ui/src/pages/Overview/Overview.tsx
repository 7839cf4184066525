// The first screen: what is wrong, how sure, what next.
import type { Resume } from "../../api/types";
import { Button, Stack, Strip } from "../../components/basics";
import { useKeys } from "../../keys";
import { filterToQuery, isWhole, queueName } from "../../lib/filter";
import { count, counted } from "../../lib/format";
import { href, navigate } from "../../router";
import { boot, counts, isTags, project } from "../../state/app";
import { outlook } from "../../state/pace";
import { Pairs } from "./Pairs";

export function Overview() {
  const todo = counts.value?.todo ?? 0;
  const [step, next] = todo > 0 ? ["Review next", "/review"] : ["Export", "/export"];
  const { warning } = project.value;
  const { resume } = boot.value ?? {};
  const { flagged = 0, decisions = 0 } = counts.value ?? {};
  useKeys({ keys: { Enter: () => navigate(next) } });
  return (
    <main id="main" class="page overview">
      {warning && <Strip kind="info" title="The audit says:">{warning}</Strip>}
      <section class="hero">
        <div class="say">
          <h1>{headline(flagged)}</h1>
          {flagged > 0 && <p class="how">Each has its own chance of being wrong. How many really are <b>is not known yet</b>: that takes a random sample that people have judged.</p>}
          <div class="onward">
            <Button look="primary" big href={next} hotkey="Enter">{step}</Button>
            {resume && todo > 0 && <Button big href={placeOf(resume)}>Resume {queueName(resume.filter)}, item {count(resume.number)} of {count(resume.total)}</Button>}
            {flagged === 0 && <Button big href="/items?sort=chance">Look at the likeliest anyway</Button>}
            {(decisions > 0 || flagged === 0) && <p class="soft">{outlook()}</p>}
          </div>
        </div>
        <Side />
      </section>
      <Pairs />
    </main>
  );
}

function headline(flagged: number): string {
  const { examples, noun, labelled } = project.value;
  const found = isTags.value ? `${counted(flagged, "tags")} of ${counted(examples, noun)}` : `${count(flagged)} of ${counted(labelled, "labels")}`;
  return `${found} ${flagged === 1 ? "looks" : "look"} wrong.`;
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
