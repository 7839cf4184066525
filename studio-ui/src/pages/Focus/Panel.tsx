// The decision: given and suggested label, the chance, the classes by digit, the reasons, the verbs.
import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Detail, Item } from "../../api/types";
import { Bar } from "../../components/basics";
import { Fix, itemLabels, ItemFix } from "../../components/Fix";
import { TypeAhead } from "../../components/TypeAhead";
import { useKeys } from "../../keys";
import { percent, when } from "../../lib/format";
import { classes, className } from "../../state/app";
import { accept, act, choose, comment, switchTag, takeBack } from "./actions";
import { shownDetail } from "./Focus";
import { Goto, Note } from "./Prompts";
import { releaseOverlay, switchOverlay } from "./overlay";
import { Pad } from "./Pad";
import { at, show } from "./queue";
import { shownTags, TagList } from "./TagList";

/** What is open above the pad. */
export const prompt = signal<"relabel" | "comment" | "goto" | null>(null);

const LONG = 14;
const tall = matchMedia("(min-height: 900px)");

export function Panel() {
  const { item, detail } = shownDetail();
  useEffect(() => () => void (prompt.value = null), []);
  const options = item ? listed(item, detail) : [];
  const digit = (index: number) => {
    if (!item) return;
    const tag = item.tag !== null && detail ? shownTags(item, detail)[index] : undefined;
    if (tag) switchTag(tag);
    else if (item.tag === null && options[index]) choose(options[index][0]);
  };
  useKeys({
    on: {
      accept,
      keep: () => act("keep"),
      exclude: () => act("exclude"),
      unsure: () => act("unsure"),
      both: () => act("ambiguous"),
      relabel: () => (prompt.value = "relabel"),
      comment: () => (prompt.value = "comment"),
      goto: () => (prompt.value = "goto"),
      undo: takeBack,
      overlay: switchOverlay,
      next: () => show(at.value + 1),
      previous: () => show(at.value - 1),
    },
    up: { overlay: releaseOverlay },
    digit,
  });
  if (!item) return null;
  return (
    <aside class="decision" aria-label="Decision">
      <div class="scroll">
        <Ask item={item} />
        {item.blind ? <p class="soft">Somebody has judged this one. Give your own opinion: both stay hidden until then.</p> : <Odds item={item} />}
        {item.tag === null ? <Options item={item} options={options} /> : detail && <TagList item={item} detail={detail} />}
        {detail && <Why detail={detail} />}
      </div>
      <Prompt />
      <Pad item={item} />
    </aside>
  );
}

function Ask({ item }: { item: Item }) {
  if (item.blind) return <h1 class="ask">Which label fits?</h1>;
  const { given, suggested } = itemLabels(item);
  const length = given.length + (suggested?.length ?? 0);
  const size = length > 60 ? "long longest" : length > 22 ? "long" : "";
  const plain = item.status === "todo" && item.given < 0;
  return (
    <h1 class={`ask ${size}`}>
      {plain && suggested ? <Fix given="no label" suggested={suggested} status="conflict" blind /> : <ItemFix item={item} />}
    </h1>
  );
}

function Odds({ item }: { item: Item }) {
  if (item.chance === null) return <div class="odds"><span class="soft">No label was given.</span></div>;
  return (
    <div class="odds">
      <span class="soft">Chance that the given label is wrong</span>
      <b>{percent(item.chance)}</b>
      <Bar value={item.chance} tone="s" />
    </div>
  );
}

/** The classes that digits choose: the likeliest, the given one among them; for a blind item without an order. */
function listed(item: Item, detail: Detail | null): [number, number | null][] {
  const likely: [number, number][] = detail?.probabilities ?? [];
  if (item.blind) {
    const ids = classes.value.length <= 10 || likely.length === 0 ? classes.value.slice(0, 10).map((one) => one.id) : likely.map(([id]) => id);
    return shuffled(ids, item.target).map((id) => [id, null]);
  }
  const first = likely.slice(0, tall.matches ? 9 : 5);
  const given = likely.find(([id]) => id === item.given);
  return given && !first.includes(given) ? [...first.slice(0, -1), given] : first;
}

/** The same mixed order whenever an item is seen again. */
function shuffled(ids: number[], seed: number): number[] {
  const weight = (id: number) => Math.imul((id + 1) ^ Math.imul(seed + 1, 0x9e3779b1), 0x85ebca6b) >>> 0;
  return [...ids].sort((a, b) => weight(a) - weight(b));
}

function Options({ item, options }: { item: Item; options: [number, number | null][] }) {
  return (
    <div class={`cls ${lengthOf(options)}`} role="group" aria-label="Relabel by digit">
      {options.map(([id, probability], index) => (
        <button type="button" key={id} onMouseDown={(event) => event.preventDefault()} onClick={() => choose(id)}>
          <kbd>{(index + 1) % 10}</kbd>
          <span class="n">
            <span>{className(id)}</span>
            {!item.blind && id === item.suggested && id !== item.given && <span class="tag s">suggested</span>}
            {!item.blind && id === item.given && <span class="tag">given</span>}
          </span>
          {probability !== null && <Bar value={probability} tone={id === item.suggested && id !== item.given ? "p" : ""} />}
          {probability !== null && <span class="v">{percent(probability)}</span>}
        </button>
      ))}
    </div>
  );
}

/** How much room the names need; the bars give way. */
function lengthOf(options: [number, number | null][]): string {
  const longest = Math.max(0, ...options.map(([id]) => className(id).length));
  return longest > 2 * LONG - 6 ? "longest" : longest > LONG ? "long" : "";
}

function Why({ detail }: { detail: Detail }) {
  return (
    <ul class="why">
      {!detail.item.blind && detail.reasons.map((reason) => <li key={reason}>{reason}</li>)}
      {detail.comments.map((one) => <li key={one.seq}><b>{one.user_name}</b>, {when(one.at)}: {one.text}</li>)}
    </ul>
  );
}

function Prompt() {
  const { item, detail } = shownDetail();
  if (!prompt.value || !item) return null;
  const close = () => void (prompt.value = null);
  if (prompt.value === "comment") return <Note onClose={close} onSend={(text) => (comment(text), close())} />;
  if (prompt.value === "goto") return <Goto onClose={close} />;
  const pick = (id: number) => {
    close();
    const tag = item.tag === null ? undefined : detail?.tags.find((one) => one.tag === id);
    if (tag) switchTag(tag);
    else if (item.tag === null) choose(id);
  };
  return <div class="float"><TypeAhead title={item.tag === null ? "Relabel to" : "Set or clear a tag"} onChoose={pick} onClose={close} mayAdd={item.tag === null} /></div>;
}
