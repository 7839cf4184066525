// The queue is done, or there was nothing in it: what was achieved, what is left, one step to go on with.
import { waiting } from "../../api/outbox";
import { Button } from "../../components/basics";
import { useKeys } from "../../keys";
import { filterFromQuery, filterWords } from "../../lib/filter";
import { count, counted } from "../../lib/format";
import { navigate, route } from "../../router";
import { counts, project } from "../../state/app";
import { takeBack } from "./actions";
import { at, list, passedOver, restart, show } from "./queue";

export function Done() {
  const words = filterWords(filterFromQuery(route.value.query)).join(", ");
  const number = (status: string) => list.value.filter((item) => item.status === status).length;
  const judged = list.value.length - number("todo");
  const passed = passedOver.value;
  const left = words ? (counts.value?.todo ?? 0) : 0;
  const next = onward(passed, left);
  useKeys({ on: { undo: takeBack, previous: () => show(at.value - 1) }, keys: next ? { Enter: next.go } : {} });
  return (
    <main id="main" class="page done">
      <h1>{judged > 0 ? `Queue done. ${count(judged)} judged, ${count(number("fixed"))} fixed.` : "Nothing to review here."}</h1>
      <p class="how">{words ? `The queue was: ${words}.` : outcome()}</p>
      {passed > 0 && <p class="how">{counted(passed, "items")} of it {passed === 1 ? "was" : "were"} passed over without a decision.</p>}
      {waiting.value > 0 && <p class="soft">{counted(waiting.value, "decisions")} {waiting.value === 1 ? "is" : "are"} being stored.</p>}
      <div class="onward">
        {next && <Button look="primary" big hotkey="Enter" onClick={next.go}>{next.words}</Button>}
        <Button look={next ? undefined : "primary"} big href="/export">Export</Button>
        <Button big href="/">Overview</Button>
        <Button big look="quiet" icon="undo" action="undo" onClick={takeBack}>Undo</Button>
      </div>
    </main>
  );
}

/** What can be gone on with here: what was passed over, else what the rest of the review holds. */
function onward(passed: number, left: number): { words: string; go: () => void } | null {
  if (passed > 0) return { words: `Review the ${count(passed)} passed over`, go: () => void restart() };
  return left > 0 ? { words: `Review the ${count(left)} left elsewhere`, go: () => navigate("/review") } : null;
}

function outcome(): string {
  const { flagged = 0, todo = 0, unsure = 0, ambiguous = 0, conflicts = 0 } = counts.value ?? {};
  if (flagged === 0) return `No label of ${counted(project.value.examples, project.value.noun)} was flagged above the threshold.`;
  if (todo > 0) return `${counted(todo, "labels")} still ${todo === 1 ? "looks" : "look"} wrong.`;
  const open = unsure + ambiguous + conflicts;
  return "Every flagged label was judged." + (open > 0 ? ` ${count(open)} of them ${open === 1 ? "was" : "were"} left open: unsure, both fit or in conflict.` : "");
}
