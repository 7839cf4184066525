// The verbs, on screen as the keys lie under the left hand: same place on every item, all of the same weight.
import type { Item } from "../../api/types";
import { Kbd } from "../../components/basics";
import { Icon } from "../../components/Icon";
import { type Action, ACTIONS, keymap } from "../../keys";
import { project } from "../../state/app";
import { accept, act, can, takeBack } from "./actions";
import { switchOverlay } from "./overlay";
import { prompt } from "./Prompts";

/** What the keys and the buttons do to the item. */
export const VERBS = {
  both: () => act("ambiguous"),
  overlay: switchOverlay,
  exclude: () => act("exclude"),
  accept,
  unsure: () => act("unsure"),
  keep: () => act("keep"),
  relabel: () => void (prompt.value = "relabel"),
  undo: takeBack,
  comment: () => void (prompt.value = "comment"),
} satisfies Partial<Record<Action, () => void>>;

type Verb = keyof typeof VERBS;

/** They help; the other ones decide and have the dark edge. */
const HELPERS: Verb[] = ["both", "overlay", "undo", "comment"];
const OVERLAY_WORDS: Record<string, string> = { text: "Words", table: "Cells", audio: "Play" };
const ROWS = ["qwer", "asdf", "zxcv"];

/** Each verb at the place of its key; one whose key lies elsewhere takes a free place. */
function laidOut(): (Verb | undefined)[][] {
  const all = Object.keys(VERBS) as Verb[];
  const places = ROWS.map((row) => [...row].map((key) => all.find((verb) => keymap.value[verb] === key)));
  for (const verb of all.filter((one) => !places.flat().includes(one))) {
    const row = [...places].reverse().find((one) => one.includes(undefined));
    row?.splice(row.indexOf(undefined), 1, verb);
  }
  return places;
}

export function Pad({ item }: { item: Item }) {
  const barred: Partial<Record<Verb, boolean>> = { accept: !can(item, "accept"), keep: !can(item, "keep") };
  return (
    <div class="pad" role="group" aria-label="Decide">
      {laidOut().map((row, number) => (
        <div class={`prow r${number}`}>
          {row.map((verb) => (verb ? <Key verb={verb} disabled={barred[verb] ?? false} /> : <span />))}
        </div>
      ))}
    </div>
  );
}

function Key({ verb, disabled }: { verb: Verb; disabled: boolean }) {
  return (
    <button type="button" class={`verb v-${verb} ${HELPERS.includes(verb) ? "" : "decides"}`} disabled={disabled} onClick={VERBS[verb]}>
      <Kbd action={verb} />
      <Icon name={disabled ? "lock" : verb} />
      <span>{(verb === "overlay" && OVERLAY_WORDS[project.value.modality]) || ACTIONS[verb]}</span>
    </button>
  );
}
