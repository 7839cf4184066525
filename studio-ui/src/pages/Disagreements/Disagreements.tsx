// Where people differ: the votes side by side, and the key that settles each. A settled one stays in the history of all.
import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { decide, newId, onAnswer, undo } from "../../api/outbox";
import type { Decision, Detail, Disagreement, Item, Verb } from "../../api/types";
import { Button, Kbd, Problem } from "../../components/basics";
import { Chip, Fix, ItemFix, itemLabels } from "../../components/Fix";
import { Media } from "../../components/Media";
import { Thumb, itemName } from "../../components/Thumb";
import { TypeAhead } from "../../components/TypeAhead";
import { useFetch } from "../../components/useFetch";
import { ACTIONS, useKeys } from "../../keys";
import { counted, STATUS_OF, when } from "../../lib/format";
import { classes, isLead, isTeam, project } from "../../state/app";
import { AgreementTable } from "./AgreementTable";

export function Disagreements() {
  const { data, problem, reload } = useFetch<Disagreement[]>("disagreements");
  const [settled, setSettled] = useState<number[]>([]);
  const [at, setAt] = useState(0);
  useEffect(() => setSettled([]), [data]);
  useEffect(() => onAnswer(({ undone }) => undone && reload()), []);
  const open = data?.filter(({ item }) => !settled.includes(item.target)) ?? [];
  const place = Math.max(0, Math.min(at, open.length - 1));
  const current = open[place];
  useKeys({ on: { next: () => setAt(place + 1), previous: () => setAt(place - 1), undo: () => undo() } });
  return (
    <main id="main" class="page differ">
      <h1 class="title">Disagreements</h1>
      <p class="how">{data ? summary(open.length) : "Loading."}</p>
      <Problem>{problem}</Problem>
      {current && (
        <div class="split">
          <ol class="cases" aria-label="Open disagreements">
            {open.map(({ item, votes }, index) => (
              <li key={item.target}>
                <button type="button" aria-current={index === place ? "true" : undefined} onClick={() => setAt(index)}>
                  <Thumb item={item} size={36} />
                  <span class="cut">{itemName(item)}<span class="small muted">{votes.map((vote) => vote.user_name).join(", ")}</span></span>
                </button>
              </li>
            ))}
          </ol>
          <Case key={current.item.target} {...current} onSettled={() => setSettled([...settled, current.item.target])} />
        </div>
      )}
      <AgreementTable />
    </main>
  );
}

function summary(open: number): string {
  if (open > 0) return `People differ on ${counted(open, project.value.noun)}. Every vote is kept; what settles it is exported.`;
  return isTeam.value ? "People agree on everything that two of them judged." : "One person reviews so far. Add people in Settings to have items judged twice.";
}

function Case({ item, votes, onSettled }: Disagreement & { onSettled: () => void }) {
  const { data: detail } = useFetch<Detail>(`items/${item.target}`);
  const [naming, setNaming] = useState(false);
  const lead = isLead.value;
  const settle = (verb: Verb, label: number | null = null): void => {
    if (!lead) return;
    decide([{ uuid: newId(), target: item.target, verb, label, base: item.seq, mode: "adjudicate" }], "The settlement");
    onSettled();
  };
  const side = (vote: Decision | undefined) => vote && settle(vote.verb, labelOf(item, vote));
  const on = {
    accept: () => item.suggested >= 0 && settle("relabel", item.suggested),
    keep: () => item.given >= 0 && settle("keep"),
    unsure: () => settle("unsure"),
    relabel: () => item.tag === null && setNaming(lead),
    exclude: () => settle("exclude"),
    both: () => settle("ambiguous"),
  };
  useKeys({ on, digit: (index) => side(votes[index]) });
  return (
    <section class="case card" aria-label={`Votes on ${itemName(item)}`}>
      <div class="view"><Media item={item} detail={detail} /></div>
      <p class="lead"><ItemFix item={{ ...item, status: "todo" }} /></p>
      <div class="votes">
        {votes.map((vote, index) => (
          <Vote key={vote.seq} item={item} vote={vote}>
            {lead && <Button onClick={() => side(vote)} hotkey={String(index + 1)}>Side with {vote.user_name}</Button>}
          </Vote>
        ))}
      </div>
      {lead ? (
        <p class="rowx verbs">
          <span class="soft">Or settle it otherwise:</span>
          {(["relabel", "exclude", "both"] as const).map((action) => <Button key={action} icon={action} action={action} onClick={on[action]}>{ACTIONS[action]}</Button>)}
        </p>
      ) : <p class="small muted">A lead settles it. Your own vote can be changed in <a href={`/review?item=${item.target}`}>Review</a>.</p>}
      {naming && <div class="pop up"><TypeAhead title="Settle as" onChoose={(id) => settle("relabel", id)} onClose={() => setNaming(false)} /></div>}
      <ul class="remarks">
        {detail?.comments.filter(({ text }) => !votes.some((vote) => vote.comment === text)).map((comment) => <li key={comment.seq}><b>{comment.user_name}</b> “{comment.text}”</li>)}
      </ul>
      <p class="small muted"><Kbd action="next" /> <Kbd action="previous" /> other disagreements, <Kbd action="undo" /> undo</p>
    </section>
  );
}

/** One vote: who decided what, when, and why. */
function Vote({ item, vote, children }: { item: Item; vote: Decision; children: ComponentChildren }) {
  const { user_name: user, verb, at, mode, comment } = vote;
  const status = STATUS_OF[verb];
  // What is not a new label is shown over what was suggested.
  const { given, suggested } = itemLabels({ ...item, status: status === "fixed" ? status : "todo", decision: vote });
  return (
    <article class="vote" aria-label={`${user}'s vote`}>
      <p class="small muted"><b>{user}</b>, {when(at)}{mode === "blind" && ", blind"}</p>
      <p class="lead"><Fix given={given} suggested={suggested} status={status} /></p>
      <p><Chip status={status} /></p>
      {comment && <p class="soft">“{comment}”</p>}
      {children}
    </article>
  );
}

/** The class of a vote by its number; of tags 0 or 1. */
function labelOf(item: Item, vote: Decision): number | null {
  if (vote.verb !== "relabel") return null;
  if (item.tag !== null) return 1 - item.given;
  return classes.value.find((one) => one.name === vote.label)?.id ?? null;
}
