/** What the lasso caught, and the way to a queue of it. Selecting decides nothing. */
import { useEffect, useState } from "preact/hooks";
import { ApiError, post } from "../../api/client";
import type { Queue, QueueIn } from "../../api/types";
import { Button, Strip } from "../../components/basics";
import { count } from "../../lib/format";
import { href } from "../../router";
import { isTags } from "../../state/app";
import { paintStatus } from "./paint";
import type { Points } from "./points";

interface SelectionProps {
  points: Points;
  selected: Uint32Array | null;
  onClear: () => void;
}

export function Selection({ points, selected, onClear }: SelectionProps) {
  const [queue, setQueue] = useState<Queue | null>(null);
  useEffect(() => setQueue(null), [selected]);
  if (!selected) {
    return (
      <section class="caught">
        <h2>Selection</h2>
        <p class="soft">Draw around points with the lasso, or hold Shift and drag. The selection becomes a queue; nothing is decided.</p>
      </section>
    );
  }
  if (queue) return <Sent queue={queue} />;
  return <Send key={selected} points={points} selected={selected} onSent={setQueue} onClear={onClear} />;
}

function Sent({ queue }: { queue: Queue }) {
  return (
    <section class="caught" role="status">
      <h2>{queue.name}</h2>
      <p class="soft">The queue holds {count(queue.size)}, {count(queue.todo)} of them not decided yet.</p>
      <Button look="primary" href={href("/review", { queue: queue.id })}>Review this queue</Button>
      <Button href={href("/sheet", { queue: queue.id })}>Open it as sheets</Button>
    </section>
  );
}

interface SendProps {
  points: Points;
  selected: Uint32Array;
  onSent: (queue: Queue) => void;
  onClear: () => void;
}

/** Positions in the statuses of `paintStatus` that wait for somebody. */
const OPEN = [5, 6, 7];

function Send({ points, selected, onSent, onClear }: SendProps) {
  const { parts, open } = sorted(points, selected);
  const [onlyOpen, setOnlyOpen] = useState(open.length > 0);
  const [name, setName] = useState(() => `Map, ${new Date().toTimeString().slice(0, 5)}`);
  const [problem, setProblem] = useState<string | null>(null);
  const [sending, setSending] = useState(false);
  const meant = onlyOpen ? open : selected;
  const send = async (event: Event) => {
    event.preventDefault();
    setSending(true);
    try {
      const rows = Array.from(meant);
      const body: QueueIn = { name: name.trim() || "Map", ...(isTags.value ? { rows } : { targets: rows }) };
      onSent(await post<Queue>("queues", body));
    } catch (error) {
      setProblem(error instanceof ApiError ? error.message : String(error));
      setSending(false);
    }
  };
  return (
    <form class="caught" onSubmit={(event) => void send(event)}>
      <h2 aria-live="polite">{count(selected.length)} selected</h2>
      <p class="soft">{parts}</p>
      {open.length > 0 && open.length < selected.length && (
        <label class="tick">
          <input type="checkbox" checked={onlyOpen} onChange={() => setOnlyOpen(!onlyOpen)} />
          Only the {count(open.length)} that wait for a decision
        </label>
      )}
      <label class="name">
        <span class="small muted">Name of the queue</span>
        <input class="field" value={name} maxLength={80} onInput={(event) => setName(event.currentTarget.value)} />
      </label>
      {problem && <Strip kind="err" icon="flag" title="Not sent.">{problem}</Strip>}
      <div class="row">
        <Button look="primary" type="submit" disabled={sending || meant.length === 0}>Send {count(meant.length)} to a queue</Button>
        <Button look="quiet" hotkey="Escape" onClick={onClear}>Clear</Button>
      </div>
    </form>
  );
}

/** How many of each status, in words; and the points that wait for a decision. */
function sorted(points: Points, selected: Uint32Array): { parts: string; open: Uint32Array } {
  const { kinds, legend } = paintStatus(points);
  const sizes = legend.map(() => 0);
  for (const point of selected) sizes[kinds[point] as number] = (sizes[kinds[point] as number] as number) + 1;
  const parts = legend.map((kind, at) => [kind.label, sizes[at] as number] as const).filter(([, size]) => size > 0);
  return {
    parts: parts.reverse().map(([label, size]) => `${count(size)} ${label}`).join(", "),
    open: selected.filter((point) => OPEN.includes(kinds[point] as number)),
  };
}
