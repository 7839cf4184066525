// The log of decisions, newest first, in pages. A revert is one more line; nothing is ever deleted.
import { useEffect, useState } from "preact/hooks";
import { get, type Query } from "../../api/client";
import { onAnswer, undo } from "../../api/outbox";
import type { HistoryEntry, HistoryPage } from "../../api/types";
import { Button } from "../../components/basics";
import { Find } from "../../components/Find";
import { useFetch } from "../../components/useFetch";
import { count, counted } from "../../lib/format";
import { useKeys } from "../../keys";
import { route, setQuery } from "../../router";
import { boot, counts, isTeam } from "../../state/app";
import { Entry } from "./Entry";
import { Title } from "./Ledger";

const PAGE = 50;

const VERBS = [
  [null, "All"],
  ["batch", "Batches"],
  ["relabel", "Fixed"],
  ["keep", "Kept"],
  ["exclude", "Excluded"],
  ["unsure", "Unsure"],
] as const;

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
      {page.problem && <p class="problem" role="alert">{page.problem}</p>}
      {page.data && entries.length === 0 && <Nothing filtered={["who", "verb", "batch", "q"].some((name) => query.has(name))} />}
      {entries.length > 0 && <Lines entries={entries} />}
      {page.data && entries.length > 0 && (
        <p class="more small muted">
          {count(entries.length)} of {counted(page.data.total, "lines")}.{" "}
          {next !== null && <button type="button" class="link small" onClick={() => void load()}>Show older ones</button>}
        </p>
      )}
    </section>
  );
}

function summary(): string {
  const made = counts.value?.decisions ?? 0;
  const people = boot.value?.users.length ?? 1;
  return `${counted(made, "decisions")}${people > 1 ? ` by ${people} people` : ""}. Nothing is ever deleted: a revert is one more line.`;
}

function Filters() {
  const query = route.value.query;
  const who = query.get("who");
  const verb = query.get("verb");
  const batch = query.get("batch");
  return (
    <div class="bar2 wrap">
      {isTeam.value && (
        <span class="seg" role="group" aria-label="Who">
          <button type="button" aria-pressed={who === null} onClick={() => setQuery({ who: null })}>Everyone</button>
          {boot.value?.users.map((user) => (
            <button key={user.id} type="button" aria-pressed={who === String(user.id)} onClick={() => setQuery({ who: user.id })}>{user.id === boot.value?.user?.id ? "you" : user.name}</button>
          ))}
        </span>
      )}
      <span class="seg" role="group" aria-label="What">
        {VERBS.map(([code, word]) => (
          <button key={word} type="button" aria-pressed={verb === code} onClick={() => setQuery({ verb: code })}>{word}</button>
        ))}
      </span>
      <Find value={query.get("q") ?? ""} words="Find by id, label or comment" onFind={(q) => setQuery({ q })} />
      {batch && <button type="button" class="chip filter" onClick={() => setQuery({ batch: null })} aria-label={`Remove the filter: batch ${batch}`}>batch {batch} <span aria-hidden="true">×</span></button>}
    </div>
  );
}

function Lines({ entries }: { entries: HistoryEntry[] }) {
  return (
    <div class="card">
      <table>
        <thead>
          <tr><th>Time</th>{isTeam.value && <th>Who</th>}<th>Decision</th><th>Label</th><th>What it covered</th><th><span class="sr">Revert</span></th></tr>
        </thead>
        <tbody>{entries.map((entry) => <Entry key={entry.first_seq} entry={entry} />)}</tbody>
      </table>
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
