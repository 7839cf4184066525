/** The gate before a bulk: all the rest may be decided alike once a random sample, judged whole, has shown that it is right. */
import type { ComponentChildren } from "preact";
import { useRef, useState } from "preact/hooks";
import type { Sample } from "../../api/types";
import { Button, Field, Range, Table, vars } from "../../components/basics";
import { Icon, type IconName } from "../../components/Icon";
import { useKeys } from "../../keys";
import { count } from "../../lib/format";
import { DEEDS, type Sampled } from "./deeds";

const AXIS = 0.4;
const LABELS = ["suggestion", "given label"];

interface Verdict {
  good: number;
  /** The other label is right. */
  bad: number;
  bound: number;
  open: boolean;
  /** How many judged ones open the gate, if no further one is wrong; null when there are not so many. */
  needed: number | null;
}

/** What a sample says about one deed. */
export function verdict(sample: Sample, deed: Sampled): Verdict {
  return deed === "accept"
    ? { good: sample.right, bad: sample.wrong, bound: sample.bound ?? 1, open: sample.open, needed: sample.needed }
    : { good: sample.wrong, bad: sample.right, bound: sample.keep_bound ?? 1, open: sample.keep_open, needed: sample.keep_needed };
}

/** How large the sample has to be now: all that were drawn are judged before it is enlarged. */
export function nextSize(sample: Sample, deed: Sampled): number {
  return sample.judged < sample.size ? 0 : (verdict(sample, deed).needed ?? sample.remaining);
}

/** "5 %", "4.95 %". */
function share(value: number, digits = 1): string {
  return `${Number((value * 100).toFixed(digits))}\u00a0%`;
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
  const { size, judged, remaining, gate, clean } = sample;
  const { open, needed } = verdict(sample, deed);
  const does = DEEDS[deed][1];
  const none = size === 0;
  const closed = !open && !none && needed === null;
  const going = !open && !none && !closed;
  const few = none && remaining < 2 * (clean.find(([, bound]) => bound <= gate)?.[0] ?? 0);
  const next = needed ?? remaining;
  const rest = `${does} the remaining ${count(remaining)}`;
  const draw = judging ? "Back to the sheet" : judged < size ? "Go on with the sample" : `Judge ${count(next - judged)} ${none ? "" : "more "}at random`;
  const drawn = judging || (!open && !closed && remaining > 0);
  useKeys({ on: { judge: () => drawn && onJudge(), rest: () => open && remaining > 0 && onRest(null) } });
  return (
    <section class="gate" aria-label="Sampling gate">
      <h2>{does} the rest at once?</h2>
      {none && <NotBegun {...{ deed, sample, few, next }} />}
      {going && (
        <Says icon="dice" big={`${count(judged)} of ${count(next)} judged.`}>
          {judged > 0 && <Finding deed={deed} sample={sample} />}
          <b>{count(next - judged)} more without an error</b> {next - judged === 1 ? "opens" : "open"} the gate at {share(gate)}.
        </Says>
      )}
      {closed && <Says icon="lock" big="Closed."><Finding deed={deed} sample={sample} /></Says>}
      {open && <Says big={`Open: at most ${share(gate)} wrong.`}><Finding deed={deed} sample={sample} /></Says>}
      {!none && <Squares sample={sample} deed={deed} size={going ? next : judged} />}
      {(open || closed) && <Scale sample={sample} deed={deed} />}
      {(few || closed) && byHand}
      {drawn && <Button onClick={onJudge} action="judge">{draw}</Button>}
      {remaining > 0 && <Button disabled={!open || busy} action="rest" onClick={() => onRest(null)}>{busy ? "Deciding…" : rest}</Button>}
      {open && remaining > 0 && <p class="small muted named">{title}, all {count(remaining)} not yet judged. One batch, one undo.</p>}
      {!open && remaining > 0 && <Reason label="Why without the sample?" does={rest} disabled={busy} onPass={onRest} />}
      <Table heads={["Wrong in sample", `#At most wrong (${share(sample.confidence, 3)})`]}>
        {clean.map(([drawn, bound]) => (
          <tr key={drawn}>
            <td>0 of {count(drawn)}</td>
            <td class="num">{drawn === clean.find(([, one]) => one <= gate)?.[0] ? <b>{share(gate)}, gate opens</b> : share(bound)}</td>
          </tr>
        ))}
      </Table>
    </section>
  );
}

interface Said {
  deed: Sampled;
  sample: Sample;
}

function Says({ icon, big, children }: { icon?: IconName; big: string; children?: ComponentChildren }) {
  return <><p class="big">{icon && <Icon name={icon} big />} {big}</p><p class="soft">{children}</p></>;
}

function NotBegun({ deed, sample, few, next }: Said & { few: boolean; next: number }) {
  const { remaining, gate, confidence } = sample;
  if (remaining === 0) return <Says big="Nothing is left." />;
  if (few) return <Says big={`${count(remaining)} left.`}>So few are judged faster one by one: a sample would be {next < remaining ? "most" : "all"} of them.</Says>;
  return (
    <Says icon="dice" big="Not sampled yet.">
      Judge items drawn at random. After <b>{count(next)} without an error</b>, at most {share(gate)} of
      the {LABELS[deed === "accept" ? 0 : 1]}s are wrong ({share(confidence)}), and the rest can be {DEEDS[deed][2]} at once.
    </Says>
  );
}

/** What was found among those judged, and what it means: about those that were undecided then, not about the rest alone. */
function Finding({ deed, sample }: Said) {
  const { judged, confidence } = sample;
  const { good, bound } = verdict(sample, deed);
  return (
    <>
      Of {count(judged)} items drawn at random, <b>{count(judged - good)} not right as {deed === "accept" ? "suggested" : "given"}</b>: with {share(confidence, 3)} confidence
      at most {share(bound, 2)} of what was undecided when they were drawn is wrong.{" "}
    </>
  );
}

/** One square for each judged item: filled where it was right, dotted where the other label was, dashed for neither. */
function Squares({ deed, sample, size }: Said & { size: number }) {
  const { good, bad } = verdict(sample, deed);
  const todo = Math.max(0, size - sample.judged);
  const accept = deed === "accept";
  const looks = [["", good, `${LABELS[accept ? 0 : 1]} right`], ["no", bad, `${LABELS[accept ? 1 : 0]} right`], ["other", sample.other, "neither"]] as const;
  const squares = [...looks.flatMap(([look, number]) => Array<string>(number).fill(look)), ...Array<string>(todo).fill("todo")];
  return (
    <>
      <div class={size > 30 ? "waf w59" : "waf"} role="img" aria-label={`${good} of ${sample.judged} right, ${todo} not judged yet`}>
        {squares.slice(0, 400).map((look, at) => <i key={at} class={look} />)}
      </div>
      {sample.judged > 0 && <p class="small muted wk">{looks.map(([look, number, words]) => (look !== "other" || number > 0) && <span key={look}><i class={look} />{words}, {count(number)}</span>)}</p>}
    </>
  );
}

/** The bound on an axis, with the gate; the axis grows where 40 % do not hold it. */
function Scale({ deed, sample }: Said) {
  const { bound, good } = verdict(sample, deed);
  const end = bound <= AXIS ? AXIS : 1;
  const at = 1 - good / Math.max(1, sample.judged);
  return (
    <div class="scale" aria-hidden="true">
      <Range low={0} at={Math.max(at / end, 0.002)} high={bound / end} />
      <em style={vars({ at: sample.gate / end })}>{share(sample.gate)}</em>
      <div class="ends"><span>0</span><span>{end * 100}&nbsp;% wrong</span></div>
    </div>
  );
}

/** Going past the gate is possible; the reason is stored with the batch. */
export function Reason({ label, does, open = false, disabled, onPass }: { label: string; does: string; open?: boolean; disabled: boolean; onPass: (reason: string) => void }) {
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
        <Field label={`${label} The reason is kept with the batch.`} value={reason} most={400} onInput={setReason} />
        <Button type="submit" disabled={disabled}>{does}</Button>
      </form>
    </details>
  );
}
