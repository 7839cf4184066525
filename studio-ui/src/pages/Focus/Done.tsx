// The queue is done, or there was nothing in it: what was achieved, what is left, one step to go on with.
import { Button } from "../../components/basics";
import { useKeys } from "../../keys";
import { filterFromQuery, filterWords } from "../../lib/filter";
import { count } from "../../lib/format";
import { navigate, route } from "../../router";
import { counts } from "../../state/app";
import { outlook } from "../../state/pace";
import { takeBack } from "./actions";
import { at, list, restart, show } from "./queue";

export function Done() {
  const words = filterWords(filterFromQuery(route.value.query));
  const number = (status: string) => list.value.filter((item) => item.status === status).length;
  const passed = number("todo");
  const judged = list.value.length - passed;
  const [step, go] = onward(passed, words ? (counts.value?.todo ?? 0) : 0);
  useKeys({ on: { undo: takeBack, previous: () => show(at.value - 1) }, keys: { Enter: go } });
  return (
    <main id="main" class="page done">
      <h1>{judged > 0 ? `Queue done. ${count(judged)} judged, ${count(number("fixed"))} fixed.` : "Nothing to review here."}</h1>
      <p class="how">{words && `The queue was: ${words}. `}{outlook()}</p>
      <div class="onward">
        <Button look="primary" big hotkey="Enter" onClick={go}>{step}</Button>
        <Button big href="/">Overview</Button>
        <Button big look="quiet" icon="undo" action="undo" onClick={takeBack}>Undo</Button>
      </div>
    </main>
  );
}

/** What can be gone on with: what was passed over, else what the rest of the review holds, else the result. */
function onward(passed: number, left: number): [step: string, go: () => void] {
  if (passed > 0) return [`Review the ${count(passed)} passed over`, () => void restart()];
  if (left > 0) return [`Review the ${count(left)} left elsewhere`, () => navigate("/review")];
  return ["Export", () => navigate("/export")];
}
