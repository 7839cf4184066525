// The gate is closed: a random sample has to be judged first, or somebody says why it is not needed; that is stored.
import { useEffect, useState } from "preact/hooks";
import { messageOf, post } from "../../api/client";
import { decide, settled } from "../../api/outbox";
import type { Detail, Item, Sample } from "../../api/types";
import { Button, Problem } from "../../components/basics";
import { Dialog } from "../../components/Dialog";
import { ItemFix } from "../../components/Fix";
import { Media } from "../../components/Media";
import { useFetch } from "../../components/useFetch";
import { ACTIONS, useKeys } from "../../keys";
import { count } from "../../lib/format";
import { type Deed, decisionOf, fits } from "../Bulk/deeds";
import { Gate, nextSize, Reason } from "../Bulk/Gate";
import type { Bulk, Shut } from "./useBulk";

const JUDGEMENTS = ["accept", "keep", "unsure", "exclude"] as const;

export function Closed({ bulk, shut: { request, deed, why }, words }: { bulk: Bulk; shut: Shut; words: string }) {
  const [sample, setSample] = useState<Sample | null>(null);
  const [judging, setJudging] = useState(false);
  const ask = (size = 0): Promise<void> =>
    post<Sample>("samples", { filter: request.filter, size }).then(setSample, (error: unknown) => void (bulk.problem.value = messageOf(error)));
  const expect = sample?.remaining ?? request.expect;
  const sampled = (deed === "accept" || deed === "keep") && request.first == null && deed;
  const number = count(request.first ?? expect);
  const busy = bulk.busy.value;
  const pass = (reason: string | null): void => void bulk.batch(deed, { ...request, expect, sample: sample?.id || null, reason });
  useEffect(() => void (sampled && ask()), []);
  const says = !sampled ? <><p>{why}</p><Reason does={`${ACTIONS[deed]} ${number}`} open disabled={busy} onPass={pass} /></> : sample && (
    <Gate deed={sampled} {...{ sample, busy }} title={words} onRest={pass} onJudge={() => void ask(nextSize(sample, sampled)).then(() => setJudging(true))} />
  );
  const judged = (known: Sample): void => {
    const todo = known.todo.slice(1);
    setSample({ ...known, todo });
    if (todo.length === 0) void settled().then(() => ask());
  };
  return (
    <Dialog title={`${ACTIONS[deed]} ${number}: ${words}`} onClose={() => (bulk.closed.value = null, void bulk.count())} wide>
      {judging && sample?.todo[0] ? <Judge item={sample.todo[0]} at={`${sample.size - sample.todo.length + 1} of ${sample.size}`} onDone={() => judged(sample)} /> : says}
      <Problem>{bulk.problem.value}</Problem>
    </Dialog>
  );
}

/** Judging a random sample, one item after the other, by the keys of the verbs. */
function Judge({ item, at, onDone }: { item: Item; at: string; onDone: () => void }) {
  const { data } = useFetch<Detail>(`items/${item.target}`);
  const say = (deed: Deed) => (): void => {
    decide([decisionOf(item, deed, null, "sample")], "The judgement");
    onDone();
  };
  const fitting = JUDGEMENTS.filter((deed) => fits(item, deed));
  useKeys({ on: Object.fromEntries(fitting.map((deed) => [deed, say(deed)])) });
  return (
    <section class="judge" aria-label="Random sample">
      <p class="small muted" role="status">{at}, drawn at random</p>
      <div class="view"><Media item={item} detail={data?.item.target === item.target ? data : null} /></div>
      <p class="lead"><ItemFix item={item} /></p>
      <p class="rowx">{fitting.map((deed) => <Button key={deed} icon={deed} action={deed} onClick={say(deed)}>{ACTIONS[deed]}</Button>)}</p>
    </section>
  );
}
