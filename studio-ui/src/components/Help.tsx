// The help dialog: every key, as this user has it.
import { ACTIONS, type Action } from "../keys";
import { Kbd } from "./basics";
import { Dialog } from "./Dialog";

const ALSO: Partial<Record<Action, string[]>> = {
  accept: ["Enter"],
  unsure: [" "],
  relabel: ["/"],
  undo: ["Backspace", "Ctrl+Z"],
  next: ["j"],
  previous: ["k"],
};

const ABOUT: Partial<Record<Action, string>> = {
  accept: "the suggestion is right",
  keep: "the given label is right",
  relabel: "another class, by a few letters",
  exclude: "the example does not belong in the data",
  unsure: "for a second person",
  both: "for the label policy",
  overlay: "show or hide both labels and marks; hold to flicker",
  undo: "without limit; a batch is one",
};

export function Help({ onClose }: { onClose: () => void }) {
  return (
    <Dialog title="Keys" onClose={onClose} wide>
      <ul class="keys-list">
        {(Object.keys(ACTIONS) as Action[]).map((action) => (
          <li key={action}>
            <span class="caps"><Kbd action={action} />{ALSO[action]?.map((key) => <Kbd key={key} of={key} />)}</span>
            <span><b>{ACTIONS[action]}</b> <span class="muted">{ABOUT[action]}</span></span>
          </li>
        ))}
        <li>
          <span class="caps"><kbd>1</kbd>to<kbd>9</kbd><kbd>0</kbd></span>
          <span><b>Relabel</b> <span class="muted">to the class with this number in the list</span></span>
        </li>
      </ul>
      <p class="muted">Keys do nothing while you type in a field. Change them in <a href="/settings" onClick={onClose}>Settings</a>.</p>
    </Dialog>
  );
}
