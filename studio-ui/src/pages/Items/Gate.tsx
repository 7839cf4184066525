// The gate is closed: a random sample has to be judged first, or somebody says why it is not needed; that is stored.
import { useState } from "preact/hooks";
import { post } from "../../api/client";
import type { Sample } from "../../api/types";
import { Button } from "../../components/basics";
import { Dialog } from "../../components/Dialog";
import { count, percent } from "../../lib/format";
import { settings } from "../../state/app";
import { needed } from "../Sheet/bounds";
import { DEED_PAST } from "./decide";
import { Judge } from "./Judge";
import type { Bulk, Closed } from "./useBulk";

export function Gate({ bulk, closed, words }: { bulk: Bulk; closed: Closed; words: string }) {
  const [sample, setSample] = useState<Sample | null>(null);
  const [reason, setReason] = useState("");
  const [problem, setProblem] = useState<string | null>(null);
  const { request, deed } = closed;
  const number = Math.min(request.expect, request.first ?? request.expect);
  const shut = (): void => void (bulk.closed.value = null);
  const size = needed(sample ? sample.judged - sample.right : 0, sample?.gate ?? settings.value.gate ?? 0.05);
  const draw = async (): Promise<void> => {
    try {
      setSample(await post<Sample>("samples", { filter: request.filter, size }));
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
    }
  };
  const pass = (event: Event): void => {
    event.preventDefault();
    void bulk.batch(deed, { ...request, reason: reason.trim() });
  };
  const opened = sample?.open === true && sample.todo.length === 0;
  const go = (): void => void bulk.batch(deed, { ...request, expect: sample?.remaining ?? request.expect, sample: sample?.id ?? null });
  return (
    <Dialog title={`${count(number)} would be ${DEED_PAST[deed]}: ${words}`} onClose={shut} wide>
      {!sample && <p>{closed.why}</p>}
      {!sample && <p class="rowx"><Button look="primary" icon="dice" onClick={() => void draw()}>Judge {count(size)} at random</Button></p>}
      {sample && sample.todo.length > 0 && <Judge sample={sample} onChange={setSample} />}
      {sample && sample.todo.length === 0 && <p>{verdict(sample)}</p>}
      {opened && <p><Button look="primary" icon="accept" onClick={go}>{`${deed === "accept" ? "Accept" : "Decide"} the remaining ${count(sample.remaining)}`}</Button></p>}
      {sample && sample.todo.length === 0 && !sample.open && <p><Button icon="dice" onClick={() => void draw()}>Judge {count(size - sample.judged)} more</Button></p>}
      {!opened && (
        <form class="rowx" onSubmit={pass}>
          <label class="grow"><span class="small muted">Or pass the gate, and say why; it is stored with the batch</span><input class="field" value={reason} required onInput={(event) => setReason(event.currentTarget.value)} /></label>
          <Button type="submit">Decide {count(number)} without it</Button>
        </form>
      )}
      {(problem ?? bulk.problem.value) && <p class="problem small" role="alert">{problem ?? bulk.problem.value}</p>}
    </Dialog>
  );
}

function verdict({ judged, right, bound, gate, open }: Sample): string {
  const wrong = judged - right;
  const said = `${count(wrong)} of ${count(judged)} suggestions were not right: with 95\u00a0% confidence at most ${percent(bound ?? 1)} of the rest are wrong.`;
  return open ? said : `${said} The gate asks for ${percent(gate)} at most.`;
}
