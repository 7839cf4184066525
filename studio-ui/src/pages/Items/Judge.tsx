// Judging a random sample, one item after the other, by the keys of the verbs.
import { useState } from "preact/hooks";
import { get } from "../../api/client";
import { decide, newId, settled } from "../../api/outbox";
import type { DecisionIn, Detail, Item, Sample, Verb } from "../../api/types";
import { Button } from "../../components/basics";
import { ItemFix } from "../../components/Fix";
import { Media } from "../../components/Media";
import { useFetch } from "../../components/useFetch";
import { useKeys } from "../../keys";

export function Judge({ sample, onChange }: { sample: Sample; onChange: (sample: Sample) => void }) {
  const [at, setAt] = useState(0);
  const item = sample.todo[at] as Item;
  const detail = useFetch<Detail>(`items/${item.target}`);
  const say = (verb: Verb, label: number | null = null): void => {
    const sent: DecisionIn = { uuid: newId(), target: item.target, verb, label, base: item.seq, mode: "sample" };
    decide([sent], "The judgement");
    if (at + 1 < sample.todo.length) setAt(at + 1);
    else void settled().then(() => get<Sample>(`samples/${sample.id}`)).then((next) => (setAt(0), onChange(next)));
  };
  const verbs = { accept: () => say("relabel", item.suggested), keep: () => item.given >= 0 && say("keep"), unsure: () => say("unsure"), exclude: () => say("exclude") };
  useKeys({ on: verbs });
  const shown = detail.data?.item.target === item.target ? detail.data : null;
  return (
    <section class="judge" aria-label="Random sample">
      <p class="small muted" role="status">{sample.judged + at + 1} of {sample.judged + sample.todo.length}, drawn at random</p>
      <div class="view"><Media item={item} detail={shown} /></div>
      <p class="lead"><ItemFix item={item} /></p>
      <p class="rowx">
        <Button icon="accept" action="accept" onClick={verbs.accept}>Accept</Button>
        {item.given >= 0 && <Button icon="keep" action="keep" onClick={verbs.keep}>Keep</Button>}
        <Button icon="unsure" action="unsure" onClick={verbs.unsure}>Unsure</Button>
        <Button icon="exclude" action="exclude" onClick={verbs.exclude}>Exclude</Button>
      </p>
    </section>
  );
}
