// The log of decisions, newest first, in pages. A revert is one more line; nothing is ever deleted.
import { useEffect, useState } from "preact/hooks";
import { get, type Query } from "../../api/client";
import { onAnswer, undo } from "../../api/outbox";
import type { HistoryEntry, HistoryPage } from "../../api/types";
import { Button, Link, Problem, Seg, Table } from "../../components/basics";
import { Find } from "../../components/Find";
import { useFetch } from "../../components/useFetch";
import { count, counted } from "../../lib/format";
import { useKeys } from "../../keys";
import { route, setQuery } from "../../router";
import { boot, counts, isTeam } from "../../state/app";
import { Entry } from "./Entry";
import { Title } from "./Ledger";

const PAGE = 50;

const VERBS: readonly (readonly [string | null, string])[] = [
  [null, "All"],
  ["batch", "Batches"],
  ["relabel", "Fixed"],
  ["keep", "Kept"],
  ["exclude", "Excluded"],
  ["unsure", "Unsure"],
];

export function Log({ main }: { main: boolean }) {
  const query = route.value.query;
  const asked: Query = { limit: PAGE, user: query.get("who"), verb: query.get("verb"), batch: query.get("batch"), q: query.get("q") };
  const page = useFetch<HistoryPage>("history", asked);
  const [more, setMore] = useState<HistoryPage[]>([]);
  useEffect(() => setMore([]), [page.data]);
  useEffect(() => onAnswer(() => page.reload()), []);
  useKeys({ on: { undo: () => undo() } });
  const pages = page.data ? [page.data, ...more] : [];
  const entries = pages.flatMap((one) => one.entries);
  const next = pages[pages.length - 1]?.next ?? null;
  const load = async (): Promise<void> => {
    const older = await get<HistoryPage>("history", { ...asked, before: next });
    setMore((now) => [...now, older]);
  };
  return (
    <section aria-label="History">
      <div class="head"><Title main={main}>History</Title><span class="soft">{summary()}</span></div>
      <Filters />
      <Problem>{page.problem}</Problem>
      {page.data && entries.length === 0 && <Nothing filtered={["who", "verb", "batch", "q"].some((name) => query.has(name))} />}
      {entries.length > 0 && <Lines entries={entries} />}
      {page.data && entries.length > 0 && (
        <p class="more small muted">
          {count(entries.length)} of {counted(page.data.total, "lines")}.{" "}
          {next !== null && <Link onClick={() => void load()}>Show older ones</Link>}
        </p>
      )}
    </section>
  );
}

function summary(): string {
  const made = counts.value?.decisions ?? 0;
  return `${counted(made, "decisions")}. Nothing is ever deleted: a revert is one more line.`;
}

function Filters() {
  const query = route.value.query;
  const batch = query.get("batch");
  const people = (boot.value?.users ?? []).map((user) => [String(user.id), user.id === boot.value?.user?.id ? "you" : user.name] as const);
  return (
    <div class="bar2 wrap">
      {isTeam.value && (
        <Seg label="Who" value={query.get("who")} options={[[null, "Everyone"], ...people]} onChoose={(who) => setQuery({ who })} />
      )}
      <Seg label="What" value={query.get("verb")} options={VERBS} onChoose={(verb) => setQuery({ verb })} />
      <Find value={query.get("q") ?? ""} words="Find by id, label or comment" onFind={(q) => setQuery({ q })} />
      {batch && <button type="button" class="chip filter" onClick={() => setQuery({ batch: null })} aria-label={`Remove the filter: batch ${batch}`}>batch {batch} <span aria-hidden="true">×</span></button>}
    </div>
  );
}

function Lines({ entries }: { entries: HistoryEntry[] }) {
  return (
    <div class="card">
      <Table heads={["Time", isTeam.value && "Who", "Decision", "Label", "What it covered", "(Revert)"]}>
        {entries.map((entry) => <Entry key={entry.first_seq} entry={entry} />)}
      </Table>
    </div>
  );
}

function Nothing({ filtered }: { filtered: boolean }) {
  return (
    <div class="state">
      <h3>{filtered ? "No entry matches." : "Nothing was decided yet."}</h3>
      <p class="soft">{filtered ? "The log holds others." : "Every decision will be a line here, and can be taken back."}</p>
      {filtered ? <Button onClick={() => setQuery({ who: null, verb: null, batch: null, q: null })}>Show all</Button> : <Button href="/review">Review</Button>}
    </div>
  );
}
