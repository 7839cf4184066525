// The gate is closed: a random sample has to be judged first, or somebody says why it is not needed; that is stored.
import { useState } from "preact/hooks";
import { messageOf, post } from "../../api/client";
import type { Sample } from "../../api/types";
import { Button } from "../../components/basics";
import { Dialog } from "../../components/Dialog";
import { count, percent } from "../../lib/format";
import { settings } from "../../state/app";
import { needed } from "../Sheet/bounds";
import type { Deed } from "./decide";
import { Judge } from "./Judge";
import type { Bulk, Closed } from "./useBulk";

const WORDS: Record<Deed, string> = { accept: "Accept", keep: "Keep", relabel: "Relabel", exclude: "Exclude", unsure: "Mark", both: "Mark as both fit" };

const FEW = "No sample can speak for these. Select and decide them in the list, or say why that is not needed.";

/** How a sample speaks for a deed: how many of it were judged so, the bound on the others, whether that opens the gate. */
interface Support {
  wrong: number;
  bound: number | null;
  open: boolean;
}

function supportOf(sample: Sample, deed: Deed): Support {
  if (deed === "keep") return { wrong: sample.judged - sample.wrong, bound: sample.keep_bound, open: sample.keep_open };
  return { wrong: sample.judged - sample.right, bound: sample.bound, open: sample.open };
}

export function Gate({ bulk, closed, words }: { bulk: Bulk; closed: Closed; words: string }) {
  const [sample, setSample] = useState<Sample | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const { request, deed } = closed;
  const number = Math.min(sample?.remaining ?? request.expect, request.first ?? request.expect);
  const support = sample && supportOf(sample, deed);
  const size = needed(support?.wrong ?? 0, sample?.gate ?? settings.value.gate ?? 0.05);
  const draw = (): void => {
    post<Sample>("samples", { filter: request.filter, size }).then(setSample, (error: unknown) => setProblem(messageOf(error)));
  };
  const decide = (extra: { sample?: number; reason?: string }): void => void bulk.batch(deed, { ...request, expect: sample?.remaining ?? request.expect, ...extra });
  const judging = sample !== null && sample.todo.length > 0;
  const sampled = (deed === "accept" || deed === "keep") && (sample !== null || request.expect > size);
  return (
    <Dialog title={`${WORDS[deed]} ${count(number)}: ${words}`} onClose={() => (bulk.closed.value = null)} wide>
      {judging && <Judge key={sample.todo[0]?.target} sample={sample} onChange={setSample} />}
      {!judging && <p>{sample && support ? verdict(sample, support) : sampled ? closed.why : FEW}</p>}
      {!judging && sampled && !support?.open && <p><Button icon="dice" onClick={draw}>Judge {count(sample ? size - sample.judged : size)} {sample ? "more " : ""}at random</Button></p>}
      {sample && support?.open && <p><Button look="primary" onClick={() => decide({ sample: sample.id })}>{WORDS[deed]} the remaining {count(number)}</Button></p>}
      {!support?.open && <Reason number={number} word={WORDS[deed]} sampled={sampled} onPass={(reason) => decide({ reason })} />}
      {(problem ?? bulk.problem.value) && <p class="problem small" role="alert">{problem ?? bulk.problem.value}</p>}
    </Dialog>
  );
}

function verdict({ judged, gate }: Sample, { wrong, bound, open }: Support): string {
  const said = `${count(wrong)} of ${count(judged)} were judged otherwise: with 95\u00a0% confidence, ${percent(bound ?? 1)} of the rest would be wrong at most.`;
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
      <label class="grow"><span class="small muted">{sampled ? "Or say why no sample is needed" : "Why"}; the reason is stored with the batch</span><input class="field" value={reason} required onInput={(event) => setReason(event.currentTarget.value)} /></label>
      <Button type="submit" disabled={reason.trim() === ""}>{word} {count(number)} without it</Button>
    </form>
  );
}
