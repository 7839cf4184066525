// The gate is closed: a random sample has to be judged first, or somebody says why it is not needed; that is stored.
import { useState } from "preact/hooks";
import { messageOf, post } from "../../api/client";
import type { Sample } from "../../api/types";
import { Button, Field, Problem } from "../../components/basics";
import { Dialog } from "../../components/Dialog";
import { count, percent } from "../../lib/format";
import { settings } from "../../state/app";
import { needed } from "../Sheet/bounds";
import { verdict, type Verdict } from "../Sheet/verdict";
import type { Deed } from "./decide";
import { Judge } from "./Judge";
import type { Bulk, Closed } from "./useBulk";

const WORDS: Record<Deed, string> = { accept: "Accept", keep: "Keep", relabel: "Relabel", exclude: "Exclude", unsure: "Mark", both: "Mark as both fit" };

const FEW = "No sample can speak for these. Select and decide them in the list, or say why that is not needed.";

export function Gate({ bulk, closed, words }: { bulk: Bulk; closed: Closed; words: string }) {
  const [sample, setSample] = useState<Sample | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const { request, deed } = closed;
  const number = Math.min(sample?.remaining ?? request.expect, request.first ?? request.expect);
  const support = sample && verdict(sample, deed === "keep" ? "keep" : "accept");
  const size = needed(sample && support ? sample.judged - support.right : 0, sample?.gate ?? settings.value.gate ?? 0.05);
  const draw = (): void => {
    post<Sample>("samples", { filter: request.filter, size }).then(setSample, (error: unknown) => setProblem(messageOf(error)));
  };
  const decide = (extra: { sample?: number; reason?: string }): void => void bulk.batch(deed, { ...request, expect: sample?.remaining ?? request.expect, ...extra });
  const judging = sample !== null && sample.todo.length > 0;
  const sampled = (deed === "accept" || deed === "keep") && (sample !== null || request.expect > size);
  return (
    <Dialog title={`${WORDS[deed]} ${count(number)}: ${words}`} onClose={() => (bulk.closed.value = null)} wide>
      {judging && <Judge key={sample.todo[0]?.target} sample={sample} onChange={setSample} />}
      {!judging && <p>{sample && support ? finding(sample, support) : sampled ? closed.why : FEW}</p>}
      {!judging && sampled && !support?.open && <p><Button icon="dice" onClick={draw}>Judge {count(sample ? size - sample.judged : size)} {sample ? "more " : ""}at random</Button></p>}
      {sample && support?.open && <p><Button look="primary" onClick={() => decide({ sample: sample.id })}>{WORDS[deed]} the remaining {count(number)}</Button></p>}
      {!support?.open && <Reason number={number} word={WORDS[deed]} sampled={sampled} onPass={(reason) => decide({ reason })} />}
      <Problem>{problem ?? bulk.problem.value}</Problem>
    </Dialog>
  );
}

function finding({ judged, gate }: Sample, { right, bound, open }: Verdict): string {
  const said = `${count(judged - right)} of ${count(judged)} were judged otherwise: with 95\u00a0% confidence, ${percent(bound)} of the rest would be wrong at most.`;
  return open ? said : `${said} The gate allows ${percent(gate)}.`;
}

/** Passing the gate: possible, said, and stored. */
function Reason({ number, word, sampled, onPass }: { number: number; word: string; sampled: boolean; onPass: (reason: string) => void }) {
  const [reason, setReason] = useState("");
  const pass = (event: Event): void => {
    event.preventDefault();
    onPass(reason.trim());
  };
  return (
    <form class="rowx" onSubmit={pass}>
      <Field label={`${sampled ? "Or say why no sample is needed" : "Why"}; the reason is stored with the batch`} value={reason} onInput={setReason} />
      <Button type="submit" disabled={reason.trim() === ""}>{word} {count(number)} without it</Button>
    </form>
  );
}
