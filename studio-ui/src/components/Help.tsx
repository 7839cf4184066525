// The help dialog: every key, as this user has it.
import { DEEDS } from "../keys";
import { Kbd } from "./basics";
import { Dialog } from "./Dialog";

export function Help({ onClose }: { onClose: () => void }) {
  return (
    <Dialog title="Keys" onClose={onClose} wide>
      <ul class="keys-list">
        {DEEDS.map(([action, [name, , about, ...also]]) => (
          <li key={action}>
            <span class="caps"><Kbd action={action} />{also.map((key) => <Kbd key={key} of={key} />)}</span>
            <span><b>{name}</b> <span class="muted">{about}</span></span>
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
