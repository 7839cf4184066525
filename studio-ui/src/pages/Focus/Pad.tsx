// The verbs, on screen as the keys lie under the left hand: same place on every item, all of the same weight.
import type { Item } from "../../api/types";
import { Kbd } from "../../components/basics";
import { Icon, type IconName } from "../../components/Icon";
import { type Action, keymap } from "../../keys";
import { project } from "../../state/app";
import { accept, act, canAccept, canKeep, takeBack } from "./actions";
import { switchOverlay } from "./overlay";
import { prompt } from "./Panel";

interface Verb {
  action: Action;
  word: string;
  icon: IconName;
  /** One of the decisions, with the dark edge; helpers have the light one. */
  decides: boolean;
  run: () => void;
}

const OVERLAY_WORDS: Record<string, string> = { text: "Words", table: "Cells", audio: "Play" };

function verbs(): Verb[] {
  const mark = OVERLAY_WORDS[project.value.modality] ?? "Overlay";
  return [
    { action: "both", word: "Both fit", icon: "both", decides: false, run: () => act("ambiguous") },
    { action: "overlay", word: mark, icon: "flicker", decides: false, run: switchOverlay },
    { action: "exclude", word: "Exclude", icon: "exclude", decides: true, run: () => act("exclude") },
    { action: "accept", word: "Accept", icon: "accept", decides: true, run: accept },
    { action: "unsure", word: "Unsure", icon: "unsure", decides: true, run: () => act("unsure") },
    { action: "keep", word: "Keep", icon: "keep", decides: true, run: () => act("keep") },
    { action: "relabel", word: "Relabel", icon: "relabel", decides: true, run: () => (prompt.value = "relabel") },
    { action: "undo", word: "Undo", icon: "undo", decides: false, run: takeBack },
    { action: "comment", word: "Comment", icon: "note", decides: false, run: () => (prompt.value = "comment") },
  ];
}

const ROWS = ["qwer", "asdf", "zxcv"];

/** Each verb at the place of its key; one whose key lies elsewhere takes a free place. */
export function laidOut(all: Verb[], keys: Record<Action, string>): (Verb | null)[][] {
  const places: (Verb | null)[][] = ROWS.map((row) => [...row].map((key) => all.find((verb) => keys[verb.action] === key) ?? null));
  const rest = all.filter((verb) => !places.flat().includes(verb));
  for (const verb of rest) {
    const row = [...places].reverse().find((one) => one.includes(null));
    if (row) row[row.indexOf(null)] = verb;
  }
  return places;
}

export function Pad({ item }: { item: Item }) {
  const possible: Partial<Record<Action, boolean>> = { accept: canAccept(item), keep: canKeep(item) };
  return (
    <div class="pad" role="group" aria-label="Decide">
      {laidOut(verbs(), keymap.value).map((row, number) => (
        <div class={`prow r${number}`} key={number}>
          {row.map((verb, place) => (verb ? <Key key={verb.action} verb={verb} possible={possible[verb.action] ?? true} /> : <span key={place} />))}
        </div>
      ))}
    </div>
  );
}

function Key({ verb, possible }: { verb: Verb; possible: boolean }) {
  return (
    <button type="button" class={`verb v-${verb.action} ${verb.decides ? "decides" : ""}`} disabled={!possible} onMouseDown={(event) => event.preventDefault()} onClick={verb.run}>
      <Kbd action={verb.action} />
      <Icon name={possible ? verb.icon : "lock"} />
      <span>{verb.word}</span>
    </button>
  );
}
