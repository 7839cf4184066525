/** What the lasso caught, and the way to a queue of it. Selecting decides nothing. */
import { useState } from "preact/hooks";
import { post } from "../../api/client";
import type { Queue, QueueIn } from "../../api/types";
import { Button, Field, Problem } from "../../components/basics";
import { useAttempt } from "../../components/useAttempt";
import { count } from "../../lib/format";
import { href } from "../../router";
import { isTags } from "../../state/app";
import { paintStatus, sizesOf, WAITING } from "./paint";
import type { Points } from "./points";

interface SelectionProps {
  points: Points;
  selected: readonly number[] | null;
  onClear: () => void;
}

export function Selection({ selected, ...rest }: SelectionProps) {
  if (selected) return <Caught key={selected} selected={selected} {...rest} />;
  return (
    <section class="caught">
      <h2>Selection</h2>
      <p class="soft">Draw around points with the lasso, or hold Shift and drag. They become a queue; nothing is decided.</p>
    </section>
  );
}

function Caught({ points, selected, onClear }: SelectionProps & { selected: readonly number[] }) {
  const [{ open, parts }] = useState(() => sorted(points, selected));
  const [onlyOpen, setOnlyOpen] = useState(open.length > 0);
  const [name, setName] = useState(`Map, ${new Date().toTimeString().slice(0, 5)}`);
  const [queue, setQueue] = useState<Queue | null>(null);
  const { problem, busy, attempt } = useAttempt();
  const meant = onlyOpen ? open : [...selected];
  const send = (event: Event): void => {
    event.preventDefault();
    const body: QueueIn = { name: name.trim() || "Map", [isTags.value ? "rows" : "targets"]: meant };
    attempt(post<Queue>("queues", body), setQueue);
  };
  if (queue) {
    return (
      <section class="caught" role="status">
        <h2>{queue.name}</h2>
        <p class="soft">The queue holds {count(queue.size)}, {count(queue.todo)} of them not decided yet.</p>
        <Button look="primary" href={href("/review", { queue: queue.id })}>Review this queue</Button>
        <Button href={href("/sheet", { queue: queue.id })}>Open it as sheets</Button>
      </section>
    );
  }
  return (
    <form class="caught" noValidate onSubmit={send}>
      <h2 aria-live="polite">{count(selected.length)} selected</h2>
      <p class="soft">{parts}</p>
      {open.length > 0 && open.length < selected.length && (
        <label class="tick">
          <input type="checkbox" checked={onlyOpen} onChange={() => setOnlyOpen(!onlyOpen)} />
          Only the {count(open.length)} that wait for a decision
        </label>
      )}
      <Field label="Name of the queue" value={name} most={80} onInput={setName} />
      <Problem>{problem}</Problem>
      <div class="row">
        <Button look="primary" type="submit" disabled={busy || meant.length === 0}>Send {count(meant.length)} to a queue</Button>
        <Button look="quiet" hotkey="Escape" onClick={onClear}>Clear</Button>
      </div>
    </form>
  );
}

/** How many of each status, in words; and the points that wait for a decision. */
function sorted(points: Points, selected: readonly number[]): { parts: string; open: number[] } {
  const { kinds, legend } = paintStatus({ ...points, state: Uint16Array.from(selected, (point) => points.state[point]!) });
  return { parts: sizesOf(legend), open: selected.filter((_, at) => kinds[at]! >= WAITING) };
}
