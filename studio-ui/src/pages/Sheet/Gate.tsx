/** The gate before a bulk: all the rest may be accepted at once after a random sample showed that it is right. */
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Sample } from "../../api/types";
import { Button, Link, Range, Table, vars } from "../../components/basics";
import { Icon } from "../../components/Icon";
import { count, duration, percent } from "../../lib/format";
import { pace } from "../../state/pace";
import { settings } from "../../state/app";
import { mostWrong, needed } from "./bounds";
import type { SheetModel } from "./model";
import { openingSize, verdict, type Verdict } from "./verdict";

const AXIS = 0.4;
const WORD = { accept: "Accept", keep: "Keep" };
const DOING = { accept: "Accepting", keep: "Keeping" };
const NOUN = { accept: "suggestion", keep: "given label" };
const AS = { accept: "as suggested", keep: "as given" };

export function Gate({ model }: { model: SheetModel }) {
  const sample = model.sample.value;
  const gate = sample?.gate ?? settings.value.gate ?? 0.05;
  return (
    <section class="gate" aria-label="Sampling gate">
      <h2>{WORD[model.options.start]} the rest at once?</h2>
      {sample === null ? <NotBegun model={model} gate={gate} /> : <State model={model} sample={sample} />}
      <Rule gate={gate} />
    </section>
  );
}

/** "5 %", "9.5 %", "4.95 %". */
function bound(share: number, digits = 1): string {
  return `${Number((share * 100).toFixed(digits))}\u00a0%`;
}

function NotBegun({ model, gate }: { model: SheetModel; gate: number }) {
  const { start } = model.options;
  const todo = model.todo.value;
  const size = needed(0, gate);
  if (todo === 0) return <p class="big">Nothing is left.</p>;
  if (todo < 2 * size) {
    const why = todo <= size ? "a sample would be all of them" : "a sample would be most of them";
    return (
      <>
        <p class="big">{count(todo)} left.</p>
        <p class="soft">So few are judged faster by sheet: {why}.</p>
        <BySheet model={model} />
        <Judge model={model} size={size} word={`Judge ${count(Math.min(size, todo))} at random`} />
        <Override model={model} count={todo} />
      </>
    );
  }
  return (
    <>
      <p class="big"><Icon name="dice" big /> Not sampled yet.</p>
      <p class="soft">
        Judge items drawn at random. After <b>{count(size)} without an error</b>, at most {bound(gate)} of the {NOUN[start]}s
        are wrong (95&nbsp;%), and the rest can be {start === "accept" ? "accepted" : "kept"} at once.
      </p>
      <Judge model={model} size={size} word={`Judge ${count(size)} at random`} />
      <Shut model={model} left={todo} />
    </>
  );
}

function Judge({ model, size, word }: { model: SheetModel; size: number; word: string }) {
  if (model.sampling.value) return <Button onClick={() => model.leaveSample()} action="judge">Back to the sheet</Button>;
  return <Button onClick={() => void model.judge(size)} action="judge">{word}</Button>;
}

function State({ model, sample }: { model: SheetModel; sample: Sample }) {
  const { start } = model.options;
  const said = verdict(sample, start);
  const size = openingSize(sample, start);
  const closed = !said.open && size === null;
  const sampling = !said.open && size !== null;
  const wrong = sample.judged - said.right;
  return (
    <>
      {sampling && <Sampling {...{ start, sample, said, size }} />}
      {said.open && <p class="big">Open: at most {bound(sample.gate)} wrong.</p>}
      {closed && <p class="big"><Icon name="lock" big /> Closed for this pair.</p>}
      {!sampling && <Drawn {...{ start, sample, said }} />}
      <Squares {...{ sample, said }} size={sampling ? size : sample.judged} />
      {(said.open ? wrong : sample.judged) > 0 && <Key {...{ said, start }} />}
      {!sampling && <Scale {...{ sample, said }} />}
      {sampling && <Judge model={model} size={size} word={sample.judged > 0 ? "Go on with the sample" : `Judge ${count(size)} at random`} />}
      {closed && <BySheet model={model} />}
      {said.open ? <Rest model={model} left={sample.remaining} /> : <Shut model={model} left={sample.remaining} />}
    </>
  );
}

interface Said {
  start: "accept" | "keep";
  sample: Sample;
  said: Verdict;
}

function Sampling({ start, sample, said, size }: Said & { size: number }) {
  const wrong = sample.judged - said.right;
  const more = size - sample.judged;
  const far = sample.judged > 0 ? `: at most ${bound(mostWrong(wrong, sample.judged))} wrong` : "";
  return (
    <>
      <p class="big"><Icon name="dice" big /> {count(sample.judged)} of {count(size)} judged.</p>
      <p class="soft">
        {wrong === 0 ? `No wrong ${NOUN[start]} so far` : `${count(wrong)} not right ${AS[start]}`}{far}.{" "}
        <b>{count(more)} more without an error</b> {more === 1 ? "opens" : "open"} the gate at {bound(sample.gate)}.
      </p>
    </>
  );
}

/** What was found in a whole sample, and what it means for the rest. */
function Drawn({ start, sample, said }: Said) {
  const wrong = sample.judged - said.right;
  return (
    <p class="soft">
      Of {count(sample.judged)} items drawn at random, <b>{count(wrong)} {wrong === 1 ? "was" : "were"} not right {AS[start]}</b>.{" "}
      {sample.remaining === 0 ? "Nothing is left." : said.open ? (
        <>With 95&nbsp;% confidence at most {bound(said.bound, 2)} of the rest is wrong: {count(Math.floor(said.bound * sample.remaining))} of {count(sample.remaining)} items.</>
      ) : (
        <>{DOING[start]} all would get about {percent(wrong / sample.judged)} wrong, at most {bound(said.bound, 0)} (95&nbsp;%).</>
      )}
    </p>
  );
}

function Rest({ model, left }: { model: SheetModel; left: number }) {
  const { start, title } = model.options;
  const busy = model.busy.value;
  if (left === 0 && busy === null) return null;
  return (
    <>
      <Button disabled={busy !== null} action="rest" onClick={() => void model.decideRest(null)}>
        {busy ? `${busy}…` : `${WORD[start]} the remaining ${count(left)}`}
      </Button>
      <p class="small muted named">{title}, all {count(left)} not yet judged. One batch, one undo.</p>
    </>
  );
}

/** The gate is not open: the locked button, and the way past it. */
function Shut({ model, left }: { model: SheetModel; left: number }) {
  return (
    <>
      <Button disabled>{WORD[model.options.start]} the remaining {count(left)}</Button>
      <Override model={model} count={left} />
    </>
  );
}

function BySheet({ model }: { model: SheetModel }) {
  const sheets = Math.ceil(model.todo.value / model.options.size);
  const time = pace.value ? `, ${duration(model.todo.value / pace.value)}` : "";
  if (sheets === 0) return null;
  return <p><b>Go on by sheet:</b> <span class="soft">{count(sheets)} {sheets === 1 ? "sheet" : "sheets"} left{time}.</span></p>;
}

/** One square for each judged item: filled where it was right, dotted where the other label was, dashed for neither. */
function Squares({ sample, said, size }: { sample: Sample; said: Verdict; size: number }) {
  const looks = [
    ...Array<string>(said.right).fill(""),
    ...Array<string>(said.wrong).fill("no"),
    ...Array<string>(said.other).fill("other"),
    ...Array<string>(Math.max(0, size - sample.judged)).fill("todo"),
  ];
  const words = `${said.right} of ${sample.judged} right, ${Math.max(0, size - sample.judged)} not judged yet`;
  return (
    <div class={size > 30 ? "waf w59" : "waf"} role="img" aria-label={words}>
      {looks.slice(0, 400).map((look, at) => <i key={at} class={look} />)}
    </div>
  );
}

function Key({ said, start }: { said: Verdict; start: "accept" | "keep" }) {
  const [right, wrong] = start === "accept" ? ["suggestion right", "given label right"] : ["given label right", "suggestion right"];
  return (
    <p class="small muted wk">
      <span><i />{right}, {count(said.right)}</span>
      <span><i class="no" />{wrong}, {count(said.wrong)}</span>
      {said.other > 0 && <span><i class="other" />neither, {count(said.other)}</span>}
    </p>
  );
}

/** The bound on an axis, with the gate; the axis grows where 40 % do not hold it. */
function Scale({ sample, said }: { sample: Sample; said: Verdict }) {
  const end = said.bound <= AXIS ? AXIS : 1;
  const at = (sample.judged - said.right) / Math.max(1, sample.judged);
  return (
    <div class="scale" aria-hidden="true">
      <Range low={0} at={Math.max(at / end, 0.002)} high={said.bound / end} />
      <em style={vars({ at: sample.gate / end })}>{bound(sample.gate)}</em>
      <div class="ends"><span>0</span><span>{end * 100}&nbsp;% wrong</span></div>
    </div>
  );
}

/** Going past the gate is possible; the reason is stored with the batch. */
function Override({ model, count: left }: { model: SheetModel; count: number }) {
  const { start } = model.options;
  const [open, setOpen] = useState(false);
  const [reason, setReason] = useState("");
  const field = useRef<HTMLTextAreaElement>(null);
  useLayoutEffect(() => field.current?.focus(), [open]);
  if (!open) return <Link onClick={() => setOpen(true)}>Override with a reason…</Link>;
  const send = (event: Event) => {
    event.preventDefault();
    if (reason.trim() === "") return;
    void model.decideRest(reason.trim()).then((done) => done && setOpen(false));
  };
  return (
    <form class="override" onSubmit={send}>
      <label>
        <span class="small muted">Why {start} them without the sample? The reason is kept with the batch.</span>
        <textarea rows={2} maxLength={400} value={reason} onInput={(event) => setReason(event.currentTarget.value)} ref={field} />
      </label>
      <Button type="submit" disabled={reason.trim() === "" || model.busy.value !== null}>{WORD[start]} the remaining {count(left)}</Button>
      <Button look="quiet" onClick={() => setOpen(false)}>Cancel</Button>
    </form>
  );
}

/** What samples without an error allow to say. */
function Rule({ gate }: { gate: number }) {
  const opens = needed(0, gate);
  const sizes = [...new Set([30, opens, 149])].sort((a, b) => a - b);
  return (
    <div class="rule">
      <Table heads={["Wrong in sample", "#At most wrong"]}>
        {sizes.map((size) => (
          <tr key={size}>
            <td>0 of {count(size)}</td>
            <td class="num">{size === opens ? <b>{bound(gate)}, gate opens</b> : bound(mostWrong(0, size))}</td>
          </tr>
        ))}
      </Table>
    </div>
  );
}
