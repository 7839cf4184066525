// The queue is done, or there was nothing in it: what was achieved, what is left, one step to go on with.
import { Button } from "../../components/basics";
import { useKeys } from "../../keys";
import { filterFromQuery, filterWords } from "../../lib/filter";
import { count, counted } from "../../lib/format";
import { navigate, route } from "../../router";
import { className, counts, project } from "../../state/app";
import { waiting } from "../../api/outbox";
import { takeBack } from "./actions";
import { at, list, passedOver, restart, show } from "./queue";

export function Done() {
  const words = filterWords(filterFromQuery(route.value.query), className);
  const here = list.value.filter((item) => item.status !== "todo").length;
  const fixed = list.value.filter((item) => item.status === "fixed").length;
  const left = counts.value?.todo ?? 0;
  useKeys({ on: { undo: takeBack, previous: () => show(at.value - 1) }, keys: { Enter: goOn } });
  return (
    <main id="main" class="page done">
      <h1>{here > 0 ? `Queue done. ${count(here)} judged, ${count(fixed)} fixed.` : "Nothing to review here."}</h1>
      <p class="how">{words.length > 0 ? `The queue was: ${words.join(", ")}.` : nothing()}</p>
      {passedOver.value > 0 && <p class="how">{counted(passedOver.value, "items")} of it {passedOver.value === 1 ? "was" : "were"} passed over without a decision.</p>}
      {waiting.value > 0 && <p class="soft">{counted(waiting.value, "decisions")} {waiting.value === 1 ? "is" : "are"} being stored.</p>}
      <div class="onward">
        {passedOver.value > 0 || (words.length > 0 && left > 0) ? (
          <>
            <Button look="primary" big hotkey="Enter" onClick={goOn}>{passedOver.value > 0 ? `Review the ${count(passedOver.value)} passed over` : `Review the ${count(left)} left elsewhere`}</Button>
            <Button big href="/export">Export</Button>
          </>
        ) : (
          <Button look="primary" big href="/export">Export</Button>
        )}
        <Button big href="/">Overview</Button>
        <Button big look="quiet" icon="undo" action="undo" onClick={takeBack}>Undo</Button>
      </div>
    </main>
  );

  function goOn(): void {
    if (passedOver.value > 0) void restart();
    else if (words.length > 0 && left > 0) navigate("/review");
  }
}

function nothing(): string {
  const known = counts.value;
  if (!known || known.flagged === 0) return `No label of ${counted(project.value.examples, project.value.noun)} was flagged above the threshold.`;
  const open = known.unsure + known.ambiguous + known.conflicts;
  if (known.todo > 0) return `${counted(known.todo, "labels")} still look wrong.`;
  return open > 0 ? `Every flagged label was judged. ${count(open)} of them ${open === 1 ? "was" : "were"} left open: unsure, both fit or in conflict.` : "Every flagged label was judged.";
}
