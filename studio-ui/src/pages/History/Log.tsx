// The log of decisions, newest first, in pages. A revert is one more line; nothing is ever deleted.
import { useEffect, useState } from "preact/hooks";
import { get, post } from "../../api/client";
import { onAnswer, undo } from "../../api/outbox";
import type { HistoryPage, Proof } from "../../api/types";
import { Button, Link, Problem, Seg, Table } from "../../components/basics";
import { Find } from "../../components/Find";
import { useAttempt } from "../../components/useAttempt";
import { useFetch } from "../../components/useFetch";
import { useKeys } from "../../keys";
import { count, counted, when } from "../../lib/format";
import { route, setQuery } from "../../router";
import { boot, counts, isLead, isTeam } from "../../state/app";
import { Entry } from "./Entry";
import { Title } from "./Ledger";

const PAGE = 50;
const ALL = { user: null, verb: null, batch: null, q: null };

const VERBS: readonly (readonly [string | null, string])[] = [
  [null, "All"],
  ["batch", "Batches"],
  ["relabel", "Fixed"],
  ["keep", "Kept"],
  ["exclude", "Excluded"],
  ["unsure", "Unsure"],
];

export function Log({ main }: { main: boolean }) {
  const { query } = route.value;
  const filter = Object.fromEntries(Object.keys(ALL).map((name) => [name, query.get(name)]));
  const asked = { ...filter, limit: PAGE };
  const { data, problem, reload } = useFetch<HistoryPage>("history", asked);
  const [older, setOlder] = useState<HistoryPage[]>([]);
  useEffect(() => setOlder([]), [data]);
  useEffect(() => onAnswer(reload), []);
  useKeys({ on: { undo: () => undo() } });
  const entries = [data, ...older].flatMap((page) => page?.entries ?? []);
  const before = (older.at(-1) ?? data)?.next;
  const load = () => void get<HistoryPage>("history", { ...asked, before }).then((page) => setOlder([...older, page]));
  return (
    <section aria-label="History">
      <div class="head">
        <Title main={main}>History</Title>
        <span class="soft">{counted(counts.value?.decisions ?? 0, "decisions")}. Nothing is ever deleted: a revert is one more line.</span>
      </div>
      <Filters filter={filter} about={data?.about} />
      <Problem>{problem}</Problem>
      {data && entries.length === 0 && <Nothing filtered={Object.values(filter).some(Boolean)} />}
      {entries.length > 0 && (
        <div class="card">
          <Table heads={["Time", isTeam.value && "Who", "Decision", "Label", "What it covered", "(Revert)"]}>
            {entries.map((entry) => <Entry key={`${entry.kind} ${entry.first_seq}`} entry={entry} />)}
          </Table>
        </div>
      )}
      {data && entries.length > 0 && (
        <p class="more small muted">
          {count(entries.length)} of {counted(data.total, "lines")}. {before && <Link onClick={load}>Show older ones</Link>}
        </p>
      )}
      <Verified />
    </section>
  );
}

/** Whether every line is as it was written: each holds the hash of the one before. */
function Verified() {
  const { data, reload } = useFetch<Proof>("history/proof");
  const { problem, busy, attempt } = useAttempt();
  return (
    <>
      <p class="small muted" role="status">
        {busy ? "Checking every line." : data?.at ? `Verified ${when(data.at)}: ${counted(data.events, "events")}, each as it was written.` : "Not verified since the studio was started."}{" "}
        {isLead.value && <Link onClick={() => attempt(post<Proof>("history/proof", {}), reload)}>Verify the log</Link>}
      </p>
      <Problem>{problem}</Problem>
    </>
  );
}

function Filters({ filter: { user, verb, batch, q }, about }: { filter: Partial<Record<string, string | null>>; about: string | null | undefined }) {
  const people = boot.value!.users.map(({ id, name }) => [String(id), name] as const);
  return (
    <div class="bar2 wrap">
      {isTeam.value && <Seg label="Who" value={user} options={[[null, "Everyone"], ...people]} onChoose={(who) => setQuery({ user: who })} />}
      <Seg label="What" value={verb} options={VERBS} onChoose={(what) => setQuery({ verb: what })} />
      <Find value={q ?? ""} words="Find by id, label or comment" onFind={(words) => setQuery({ q: words })} />
      {batch && <button type="button" class="chip filter" onClick={() => setQuery({ batch: null })} aria-label={`Remove the filter: batch ${batch}`}>batch {batch}{about && `: ${about}`} <span aria-hidden="true">×</span></button>}
    </div>
  );
}

function Nothing({ filtered }: { filtered: boolean }) {
  return (
    <div class="state">
      <h3>{filtered ? "No entry matches." : "Nothing was decided yet."}</h3>
      {filtered ? <Button onClick={() => setQuery(ALL)}>Show all</Button> : <Button href="/review">Review</Button>}
    </div>
  );
}
