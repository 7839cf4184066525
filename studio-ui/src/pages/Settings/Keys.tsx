// The keys: a set to start from, and one's own for each action. A key that another action has is refused, with its name.
import { messageOf } from "../../api/client";
import { useLayoutEffect, useState } from "preact/hooks";
import { Button, Kbd, Table } from "../../components/basics";
import { ACTIONS, type Action, keymap, keyName, keyWord, PRESETS, refusal } from "../../keys";
import { settings } from "../../state/app";
import { store } from "./Settings";

type Preset = "labelproof" | "qwen";

const TITLES: Record<Preset, string> = {
  labelproof: "labelproof: A accept, D keep",
  qwen: "Q W E N: Q keep, W accept, N unsure",
};

export function Keys() {
  const [catching, setCatching] = useState<Action | null>(null);
  const [said, setSaid] = useState<string | null>(null);
  const own = settings.value.keys ?? {};
  const save = (keys: Record<string, string>, preset: Preset, words: string): void => {
    store({ keys, preset }).then(
      () => setSaid(words),
      (error: unknown) => setSaid(messageOf(error)),
    );
  };
  const preset = settings.value.preset ?? "labelproof";
  const caught = (name: string): void => {
    const action = catching as Action;
    setCatching(null);
    if (name === "Escape") return setSaid(null);
    const why = refusal(keymap.value, action, name);
    if (why) return setSaid(`${why} ${ACTIONS[action]} keeps ${keyWord(keymap.value[action])}.`);
    save({ ...own, [action]: name }, preset, `${ACTIONS[action]} is now ${keyWord(name)}.`);
  };
  return (
    <section class="card part" aria-label="Keys">
      <h2>Keys</h2>
      <label class="rowx">
        <span class="grow">Start from</span>
        <select class="field" value={preset} onChange={(event) => save({}, event.currentTarget.value as Preset, "All keys are those of the set.")}>
          {(Object.keys(PRESETS) as Preset[]).map((name) => <option key={name} value={name}>{TITLES[name]}</option>)}
        </select>
      </label>
      <Table heads={["Action", "Key", "(Change)"]}>
        {(Object.keys(ACTIONS) as Action[]).map((action) => (
          <tr key={action}>
            <td>{ACTIONS[action]}</td>
            <td>{catching === action ? <Catch onKey={caught} /> : <Kbd action={action} />}</td>
            <td class="num"><Button look="quiet" onClick={() => (setSaid(null), setCatching(action))} label={`Change the key of ${ACTIONS[action]}`}>Change</Button></td>
          </tr>
        ))}
      </Table>
      <p class="rowx"><span class="small grow" role="status">{said}</span>{Object.keys(own).length > 0 && <Button look="quiet" onClick={() => save({}, preset, "All keys are those of the set.")}>Back to the set</Button>}</p>
      <p class="small muted">Digits choose a listed class; Enter, Space, Backspace and the arrows are second keys.</p>
    </section>
  );
}

/** Takes the next key, before any other part of the page sees it. */
function Catch({ onKey }: { onKey: (name: string) => void }) {
  useLayoutEffect(() => {
    const take = (event: KeyboardEvent): void => {
      if (["Shift", "Control", "Alt", "Meta"].includes(event.key)) return;
      event.preventDefault();
      event.stopPropagation();
      onKey(keyName(event));
    };
    addEventListener("keydown", take, { capture: true });
    return () => removeEventListener("keydown", take, { capture: true });
  }, [onKey]);
  return <span class="small" role="status">Press a key, Esc to leave it</span>;
}
