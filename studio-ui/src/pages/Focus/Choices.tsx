// What digits choose: the likeliest classes, or the tags of the example, each with its chance.
import type { ComponentChildren } from "preact";
import type { Detail, Item, TagState } from "../../api/types";
import { Bar, Kbd } from "../../components/basics";
import { Chip } from "../../components/Fix";
import { percent } from "../../lib/format";
import { classes, className } from "../../state/app";
import { choose, switchTag } from "./actions";

const LONG = 14;
const tall = matchMedia("(min-height: 900px)");

export interface Choice {
  id: number;
  run: () => void;
  chance: number | null;
  /** The suggested class, or the tag in question. */
  main: boolean;
  marks: ComponentChildren;
  /** Of a tag, whether it is set. */
  set?: boolean;
}

export function choicesOf(item: Item, detail: Detail | null): Choice[] {
  if (item.tag !== null) return detail ? tagsOf(item, detail) : [];
  return classesOf(item, detail?.probabilities ?? []);
}

/** The likeliest classes, the given one among them; for a blind item without an order. */
function classesOf(item: Item, likely: [number, number][]): Choice[] {
  if (item.blind) {
    const ids = shuffled(classes.value.slice(0, 10).map((one) => one.id), item.target);
    return ids.map((id) => ({ id, run: () => choose(id), chance: null, main: false, marks: null }));
  }
  const first = likely.slice(0, tall.matches ? 9 : 5);
  const given = likely.find(([id]) => id === item.given);
  const shown = given && !first.includes(given) ? [...first.slice(0, -1), given] : first;
  return shown.map(([id, chance]) => {
    const main = id === item.suggested && id !== item.given;
    const marks = main ? <span class="tag sugg">suggested</span> : id === item.given && <span class="tag">given</span>;
    return { id, run: () => choose(id), chance, main, marks };
  });
}

/** The same mixed order whenever an item is seen again. */
function shuffled(ids: number[], seed: number): number[] {
  const weight = (id: number) => Math.sin((id + 1) * (seed + 1) * 1e4);
  return ids.sort((a, b) => weight(a) - weight(b));
}

/** The tag in question, then doubtful ones, then those that are set, then the likeliest others. */
function tagsOf(item: Item, { tags }: Detail): Choice[] {
  const weight = (tag: TagState) => Number(tag.target === item.target) * 8 + Number(tag.flagged) * 4 + Number(tag.given) * 2 + tag.probability;
  const shown = [...tags].sort((a, b) => weight(b) - weight(a)).slice(0, tall.matches ? 9 : 7);
  return shown.map((tag) => {
    const main = tag.target === item.target;
    const doubtful = tag.flagged || tag.status !== "todo";
    const chip = doubtful && <Chip status={tag.status} mark word={tag.status === "todo" ? "looks wrong" : undefined} />;
    return { id: tag.tag, run: () => switchTag(tag), chance: tag.probability, main, marks: main ? <span class="tag sugg">in question</span> : chip, set: tag.now };
  });
}

export function Choices({ choices, all }: { choices: Choice[]; all: number }) {
  const tags = all > 0;
  const room = tags ? "tags" : choices.some(({ id }) => className(id).length > LONG) ? "long" : "";
  return (
    <div class={`cls ${room}`} role="group" aria-label={tags ? "Tags of this example" : "Relabel by digit"}>
      {choices.map(({ id, run, chance, main, marks, set }, index) => (
        <button type="button" key={id} aria-pressed={set} class={tags && main ? "asked" : ""} onClick={run}>
          <kbd>{(index + 1) % 10}</kbd>
          {tags && <span class={`box ${set ? "on" : ""}`} aria-hidden="true" />}
          <span class="n"><span>{className(id)}</span>{marks}</span>
          {chance !== null && <><Bar value={chance} tone={main ? "p" : ""} /><span class="v">{percent(chance)}</span></>}
        </button>
      ))}
      {all > choices.length && <p class="small muted">and {all - choices.length} more: <Kbd action="relabel" /> finds them</p>}
    </div>
  );
}
