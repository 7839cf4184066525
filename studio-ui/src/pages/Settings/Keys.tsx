// The keys: a set to start from, and one's own for each action. A key that another action has is refused, with its name.
import { useLayoutEffect, useState } from "preact/hooks";
import { Button, Kbd, Table } from "../../components/basics";
import { type Action, ACTIONS, DEEDS, keymap, keyName, keyWord, refusal } from "../../keys";
import { settings } from "../../state/app";
import { Part } from "./Part";
import { useStored } from "./useStored";

export function Keys() {
  const [catching, setCatching] = useState<Action | null>(null);
  const { said, say, store } = useStored();
  const { keys: own = {}, preset = "labelproof" } = settings.value;
  const start = (from: typeof preset) => store({ keys: {}, preset: from }, "All keys are those of the set.");
  const caught = (action: Action, key: string): void => {
    setCatching(null);
    if (key === "Escape") return;
    const name = ACTIONS[action];
    const why = refusal(keymap.value, action, key);
    if (why) say(`${why} ${name} keeps ${keyWord(keymap.value[action])}.`);
    else store({ keys: { ...own, [action]: key } }, `${name} is now ${keyWord(key)}.`);
  };
  // Takes the next key before any other part of the page sees it.
  useLayoutEffect(() => {
    const take = (event: KeyboardEvent): void => {
      if (!catching || ["Shift", "Control", "Alt", "Meta"].includes(event.key)) return;
      event.preventDefault();
      event.stopPropagation();
      caught(catching, keyName(event));
    };
    addEventListener("keydown", take, true);
    return () => removeEventListener("keydown", take, true);
  }, [catching]);
  return (
    <Part name="Keys">
      <label class="rowx">
        <span class="grow">Start from</span>
        <select class="field" value={preset} onChange={(event) => start(event.currentTarget.value as typeof preset)}>
          <option value="labelproof">labelproof: A accept, D keep</option>
          <option value="qwen">Q W E N: Q keep, W accept, N unsure</option>
        </select>
      </label>
      <Table heads={["Action", "Key", "(Change)"]}>
        {DEEDS.map(([action, [name]]) => (
          <tr key={action}>
            <td>{name}</td>
            <td>{catching === action ? <span class="small" role="status">Press a key, Esc to leave it</span> : <Kbd action={action} />}</td>
            <td class="num"><Button look="quiet" onClick={() => (say(null), setCatching(action))} label={`Change the key of ${name}`}>Change</Button></td>
          </tr>
        ))}
      </Table>
      <p class="rowx"><span class="small grow" role="status">{said}</span>{Object.keys(own).length > 0 && <Button look="quiet" onClick={() => start(preset)}>Back to the set</Button>}</p>
      <p class="small muted">Digits choose a listed class; Enter, Space, Backspace and the arrows are second keys.</p>
    </Part>
  );
}
