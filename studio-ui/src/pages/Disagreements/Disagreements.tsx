// Where people differ: the votes side by side, and the key that settles each. A settled one stays in the history of all.
import { useEffect, useState } from "preact/hooks";
import { decide, newId, onAnswer, undo } from "../../api/outbox";
import type { Decision, Detail, Disagreement, Item, Verb } from "../../api/types";
import { Button, Kbd, Problem } from "../../components/basics";
import { ItemFix } from "../../components/Fix";
import { Media } from "../../components/Media";
import { Thumb, itemName } from "../../components/Thumb";
import { TypeAhead } from "../../components/TypeAhead";
import { useFetch } from "../../components/useFetch";
import { counted } from "../../lib/format";
import { useKeys } from "../../keys";
import { boot, classes, isLead, project } from "../../state/app";
import { AgreementTable } from "./AgreementTable";
import { Vote } from "./Vote";

export function Disagreements() {
  const found = useFetch<Disagreement[]>("disagreements");
  const [settled, setSettled] = useState<ReadonlySet<number>>(new Set());
  const [at, setAt] = useState(0);
  useEffect(() => setSettled(new Set()), [found.data]);
  useEffect(() => onAnswer(({ undone }) => undone && found.reload()), []);
  const open = (found.data ?? []).filter((one) => !settled.has(one.item.target));
  const place = Math.min(at, Math.max(open.length - 1, 0));
  const current = open[place];
  useKeys({
    on: { next: () => setAt(Math.min(place + 1, open.length - 1)), previous: () => setAt(Math.max(place - 1, 0)), undo: () => undo() },
  });
  return (
    <main id="main" class="page differ">
      <h1 class="title">Disagreements</h1>
      <p class="how">{summary(found.data, open.length)}</p>
      <Problem>{found.problem}</Problem>
      {current && (
        <div class="split">
          <Queue open={open} place={place} onChoose={setAt} />
          <Case key={current.item.target} one={current} onSettled={() => setSettled((now) => new Set([...now, current.item.target]))} />
        </div>
      )}
      <AgreementTable />
    </main>
  );
}

function summary(all: Disagreement[] | null, open: number): string {
  if (all === null) return "Loading.";
  if (open > 0) return `People differ on ${counted(open, project.value.noun)}. Every vote is kept; the one that settles it decides what is exported.`;
  return (boot.value?.users.length ?? 1) > 1 ? "People agree on everything that two of them judged." : "One person reviews so far. Add people in Settings to have items judged twice.";
}

function Queue({ open, place, onChoose }: { open: Disagreement[]; place: number; onChoose: (at: number) => void }) {
  return (
    <ol class="cases" aria-label="Open disagreements">
      {open.map(({ item, votes }, index) => (
        <li key={item.target}>
          <button type="button" aria-current={index === place ? "true" : undefined} onClick={() => onChoose(index)}>
            <Thumb item={item} size={36} />
            <span class="cut">{itemName(item)}<span class="small muted">{votes.map((vote) => vote.user_name).join(", ")}</span></span>
          </button>
        </li>
      ))}
    </ol>
  );
}

function Case({ one, onSettled }: { one: Disagreement; onSettled: () => void }) {
  const { item, votes } = one;
  const detail = useFetch<Detail>(`items/${item.target}`);
  const [naming, setNaming] = useState(false);
  const lead = isLead.value;
  const settle = (verb: Verb, label: number | null): void => {
    if (!lead) return;
    decide([{ uuid: newId(), target: item.target, verb, label, base: item.seq, mode: "adjudicate" }], "The settlement");
    onSettled();
  };
  const side = (index: number): void => {
    const vote = votes[index];
    if (vote) settle(vote.verb, labelOf(item, vote));
  };
  useKeys({
    on: {
      accept: () => item.suggested >= 0 && settle("relabel", item.suggested),
      keep: () => item.given >= 0 && settle("keep", null),
      exclude: () => settle("exclude", null),
      unsure: () => settle("unsure", null),
      both: () => settle("ambiguous", null),
      relabel: () => lead && item.tag === null && setNaming(true),
    },
    digit: side,
  });
  return (
    <section class="case card" aria-label={`Votes on ${itemName(item)}`}>
      <div class="view"><Media item={item} detail={detail.data} /></div>
      <p class="lead"><ItemFix item={{ ...item, status: "todo" }} /></p>
      <div class="votes">{votes.map((vote, index) => <Vote key={vote.seq} item={item} vote={vote} digit={index + 1} lead={lead} onSide={() => side(index)} />)}</div>
      {lead ? (
        <p class="rowx verbs">
          <span class="soft">Or settle it otherwise:</span>
          <Button icon="relabel" action="relabel" onClick={() => setNaming(true)}>Relabel</Button>
          <Button icon="exclude" action="exclude" onClick={() => settle("exclude", null)}>Exclude</Button>
          <Button icon="both" action="both" onClick={() => settle("ambiguous", null)}>Both fit</Button>
        </p>
      ) : <p class="small muted">A lead settles it. Your own vote can be changed in <a href={`/review?item=${item.target}`}>Review</a>.</p>}
      {naming && <div class="pop up"><TypeAhead title="Settle as" onChoose={(id) => settle("relabel", id)} onClose={() => setNaming(false)} /></div>}
      <Remarks detail={detail.data} votes={votes} />
      <p class="small muted"><Kbd action="next" /> <Kbd action="previous" /> other disagreements, <Kbd action="undo" /> undo</p>
    </section>
  );
}

/** The class of a vote by its number; of tags 0 or 1. */
function labelOf(item: Item, vote: Decision): number | null {
  if (vote.verb !== "relabel") return null;
  if (item.tag !== null) return 1 - item.given;
  return classes.value.find((one) => one.name === vote.label)?.id ?? null;
}

/** What people remarked beside their votes. */
function Remarks({ detail, votes }: { detail: Detail | null; votes: Decision[] }) {
  const shown = detail?.comments.filter(({ text }) => !votes.some((vote) => vote.comment === text)) ?? [];
  if (shown.length === 0) return null;
  return (
    <ul class="remarks">
      {shown.map((comment) => <li key={comment.seq}><b>{comment.user_name}</b> “{comment.text}”</li>)}
    </ul>
  );
}
