/** The gate before a bulk: all the rest may be decided alike once a random sample, judged whole, has shown that it is right. */
import type { ComponentChildren } from "preact";
import { useRef, useState } from "preact/hooks";
import type { Sample } from "../../api/types";
import { Button, Field, Range, Table, vars } from "../../components/basics";
import { Icon } from "../../components/Icon";
import { ACTIONS, useKeys } from "../../keys";
import { count, share } from "../../lib/format";
import type { Sampled } from "./deeds";

const AXIS = 0.4;

interface Verdict {
  good: number;
  bound: number;
  open: boolean;
  /** How many judged ones open the gate, if no further one is wrong; null when there are not so many. */
  needed: number | null;
}

/** What a sample says about one deed. */
export function verdict(sample: Sample, deed: Sampled): Verdict {
  return deed === "accept"
    ? { good: sample.right, bound: sample.bound ?? 1, open: sample.open, needed: sample.needed }
    : { good: sample.wrong, bound: sample.keep_bound ?? 1, open: sample.keep_open, needed: sample.keep_needed };
}

/** How large the sample has to be now: all that were drawn are judged before it is enlarged. */
export function nextSize(sample: Sample, deed: Sampled): number {
  return sample.judged < sample.size ? 0 : (verdict(sample, deed).needed ?? sample.remaining);
}

interface GateProps {
  deed: Sampled;
  sample: Sample;
  /** What is decided, in words. */
  title: string;
  busy: boolean;
  /** Members are being judged. */
  judging?: boolean;
  /** What to do where no sample helps. */
  byHand?: ComponentChildren;
  /** Begin to judge, or go back from it. */
  onJudge: () => void;
  /** Decide the rest; with a reason past a closed gate. */
  onRest: (reason: string | null) => void;
}

export function Gate({ deed, sample, title, busy, judging = false, byHand, onJudge, onRest }: GateProps) {
  const { size, judged, remaining, confidence, gate, clean } = sample;
  const { good, bound, open, needed } = verdict(sample, deed);
  const enough = clean.find(([, wrong]) => wrong <= gate)?.[0] ?? 0;
  const few = size === 0 && remaining < 2 * enough;
  const closed = !open && size > 0 && needed === null;
  const going = !open && !closed;
  const next = needed ?? remaining;
  const more = judged > 0 ? "more " : "";
  const mayJudge = judging || (going && remaining > 0);
  const rest = `${ACTIONS[deed]} the remaining ${count(remaining)}`;
  useKeys({ on: { judge: () => mayJudge && onJudge(), rest: () => open && remaining > 0 && onRest(null) } });
  return (
    <section class="gate" aria-label="Sampling gate">
      <h2>{ACTIONS[deed]} the rest at once?</h2>
      <p class="big">
        <Icon name={open ? "accept" : closed ? "lock" : "dice"} big />{" "}
        {open ? `Open: at most ${share(gate)} wrong.` : closed ? "Closed." : few ? `${count(remaining)} left.` : size === 0 ? "Not sampled yet." : `${count(judged)} of ${count(next)} judged.`}
      </p>
      <p class="soft">
        {judged > 0 && (
          // About those that were undecided when the sample was drawn, not about the rest alone.
          <>
            Of {count(judged)} drawn at random, <b>{count(judged - good)} not right as {deed === "accept" ? "suggested" : "given"}</b>:
            at most {share(bound, 2)} of what was undecided then is wrong ({share(confidence, 3)} confidence).{" "}
          </>
        )}
        {few && remaining > 0 && "So few are judged faster one by one."}
        {closed && judged === 0 && `These are too few to open it: that takes ${count(enough)} without an error.`}
        {going && !few && <>The gate opens at {share(gate)} after <b>{count(next - judged)} {more}without an error</b>.</>}
      </p>
      {size > 0 && <Squares deed={deed} sample={sample} size={going ? next : judged} />}
      {size > 0 && !going && <Scale gate={gate} bound={bound} at={1 - good / Math.max(1, judged)} />}
      {(few || closed) && byHand}
      {mayJudge && <Button onClick={onJudge} action="judge">{judging ? "Back to the sheet" : judged < size ? "Go on with the sample" : `Judge ${count(next - judged)} ${more}at random`}</Button>}
      {remaining > 0 && (
        <>
          <Button disabled={!open || busy} action="rest" onClick={() => onRest(null)}>{busy ? "Deciding…" : rest}</Button>
          {open ? <p class="small muted named">{title}. One undo.</p> : <Reason does={rest} disabled={busy} onPass={onRest} />}
        </>
      )}
      <Table heads={["Wrong in sample", `#At most wrong (${share(confidence, 3)})`]}>
        {clean.map(([drawn, wrong]) => (
          <tr key={drawn}>
            <td>0 of {count(drawn)}</td>
            <td class="num">{drawn === enough ? <b>{share(gate)}, gate opens</b> : share(wrong)}</td>
          </tr>
        ))}
      </Table>
    </section>
  );
}

/** One square for each judged item: filled where it was right, dotted where the other label was, dashed for neither. */
function Squares({ deed, sample, size }: { deed: Sampled; sample: Sample; size: number }) {
  const { right, wrong, other, judged } = sample;
  const accept = deed === "accept";
  const looks = ([[accept ? "" : "no", right, "suggestion right"], [accept ? "no" : "", wrong, "given label right"], ["other", other, "neither"]] as const).filter(([, number]) => number > 0);
  const squares = [...looks.flatMap(([look, number]) => Array<string>(number).fill(look)), ...Array<string>(Math.max(0, size - judged)).fill("todo")];
  return (
    <>
      <div class={size > 30 ? "waf w59" : "waf"} aria-hidden="true">{squares.slice(0, 400).map((look, at) => <i key={at} class={look} />)}</div>
      <p class="small muted wk">{looks.map(([look, number, words]) => <span key={look}><i class={look} />{words}, {count(number)}</span>)}</p>
    </>
  );
}

/** The bound on an axis, with the gate; the axis grows where 40 % do not hold it. */
function Scale({ gate, bound, at }: { gate: number; bound: number; at: number }) {
  const end = bound <= AXIS ? AXIS : 1;
  return (
    <div class="scale" aria-hidden="true">
      <Range low={0} at={Math.max(at / end, 0.002)} high={bound / end} />
      <em style={vars({ at: gate / end })}>{share(gate)}</em>
      <div class="ends"><span>0</span><span>{share(end)} wrong</span></div>
    </div>
  );
}

/** Going past the gate is possible; the reason is stored with the batch. */
export function Reason({ does, open = false, disabled, onPass }: { does: string; open?: boolean; disabled: boolean; onPass: (reason: string) => void }) {
  const [reason, setReason] = useState("");
  const box = useRef<HTMLDetailsElement>(null);
  // At once, not as the browser does it a moment later: the next key belongs to the field.
  const toggle = (event: Event): void => {
    event.preventDefault();
    box.current?.toggleAttribute("open");
    box.current?.querySelector("input")?.focus();
  };
  return (
    <details class="override" open={open} ref={box}>
      <summary class="link" onClick={toggle}>Override with a reason…</summary>
      <form class="rowx" onSubmit={(event) => (event.preventDefault(), onPass(reason))}>
        <Field label="Why? The reason is kept with the batch." value={reason} most={400} onInput={setReason} />
        <Button type="submit" disabled={disabled}>{does}</Button>
      </form>
    </details>
  );
}
