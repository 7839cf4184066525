// The people: who may review. A token is shown once; only its digest is kept.
import { useState } from "preact/hooks";
import { messageOf, post, remove } from "../../api/client";
import type { User, UserIn } from "../../api/types";
import { Button, Field, Problem, Table } from "../../components/basics";
import { boot, loadBoot } from "../../state/app";

interface Added {
  user: User;
  token: string;
}

export function People({ lead }: { lead: boolean }) {
  const [added, setAdded] = useState<Added | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const failed = (error: unknown): void => setProblem(messageOf(error));
  const add = (sent: UserIn): void => {
    setProblem(null);
    post<Added>("users", sent).then((answer) => (setAdded(answer), void loadBoot()), failed);
  };
  const disable = (user: User): void => void remove(`users/${user.id}`).then(() => loadBoot(), failed);
  return (
    <section class="card part" aria-label="People">
      <h2>People</h2>
      <Table heads={["Name", "Role", "(Access)"]}>
        {boot.value?.users.map((user) => (
          <tr key={user.id}>
            <td>{user.name}{user.id === boot.value?.user?.id && <span class="muted"> (you)</span>}</td>
            <td>{user.role}</td>
            <td class="num"><Access user={user} lead={lead} onDisable={disable} onRenew={() => add({ name: user.name, role: user.role })} /></td>
          </tr>
        ))}
      </Table>
      {added && <Token added={added} />}
      {lead && <NewPerson onAdd={add} />}
      <Problem>{problem}</Problem>
    </section>
  );
}

interface AccessProps {
  user: User;
  lead: boolean;
  onDisable: (user: User) => void;
  onRenew: () => void;
}

function Access({ user, lead, onDisable, onRenew }: AccessProps) {
  if (!lead || user.id === boot.value?.user?.id) return user.disabled ? <span class="muted">no access</span> : null;
  return (
    <>
      <Button look="quiet" onClick={onRenew} label={`New token for ${user.name}`}>New token</Button>
      {user.disabled ? <span class="muted">no access</span> : <Button look="quiet" onClick={() => onDisable(user)} label={`Take access away from ${user.name}`}>Take access away</Button>}
    </>
  );
}

function Token({ added }: { added: Added }) {
  const link = `${location.origin}/?token=${added.token}`;
  const [copied, setCopied] = useState(false);
  return (
    <div class="state" role="status">
      <h3>{added.user.name} can come in with this link. It is shown once.</h3>
      <p class="mono path">{link}</p>
      <Button onClick={() => void navigator.clipboard.writeText(link).then(() => setCopied(true))}>{copied ? "Copied" : "Copy the link"}</Button>
    </div>
  );
}

function NewPerson({ onAdd }: { onAdd: (sent: UserIn) => void }) {
  const [name, setName] = useState("");
  const [role, setRole] = useState<"reviewer" | "lead">("reviewer");
  const add = (event: Event): void => {
    event.preventDefault();
    onAdd({ name: name.trim(), role });
    setName("");
  };
  return (
    <form class="rowx" onSubmit={add}>
      <Field label="Name" value={name} most={80} onInput={setName} />
      <label>
        <span class="small muted">Role</span>
        <select class="field" value={role} onChange={(event) => setRole(event.currentTarget.value as "reviewer" | "lead")}>
          <option value="reviewer">reviewer</option>
          <option value="lead">lead</option>
        </select>
      </label>
      <Button type="submit">Add</Button>
    </form>
  );
}
