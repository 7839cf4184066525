// The people: who may review. A token is shown once; only its digest is kept.
import { useState } from "preact/hooks";
import { post, remove } from "../../api/client";
import type { User, UserIn } from "../../api/types";
import { Button, Field, Problem, Seg, Table } from "../../components/basics";
import { Copy } from "../../components/Copy";
import { useAttempt } from "../../components/useAttempt";
import { boot, isLead, loadBoot } from "../../state/app";
import { Part } from "./Part";

interface Added {
  user: User;
  token: string;
}

export function People() {
  const [added, setAdded] = useState<Added | null>(null);
  const { problem, attempt } = useAttempt();
  const add = (sent: UserIn) => attempt(post<Added>("users", sent), (answer) => (setAdded(answer), void loadBoot()));
  const disable = (user: User) => attempt(remove(`users/${user.id}`), () => void loadBoot());
  const me = boot.value?.user?.id;
  return (
    <Part name="People">
      <Table heads={["Name", "Role", "(Access)"]}>
        {boot.value?.users.map((user) => {
          const { id, name, role, disabled } = user;
          const mayChange = isLead.value && id !== me;
          return (
            <tr key={id}>
              <td>{name}{id === me && <span class="muted"> (you)</span>}</td>
              <td>{role}</td>
              <td class="num">
                {mayChange && <Button look="quiet" onClick={() => add({ name, role })} label={`New token for ${name}`}>New token</Button>}
                {disabled ? <span class="muted">no access</span> : mayChange && <Button look="quiet" onClick={() => disable(user)} label={`Take access away from ${name}`}>Take access away</Button>}
              </td>
            </tr>
          );
        })}
      </Table>
      {added && <Token key={added.token} {...added} />}
      {isLead.value && <NewPerson onAdd={add} />}
      <Problem>{problem}</Problem>
    </Part>
  );
}

function Token({ user, token }: Added) {
  const link = `${location.origin}/?token=${token}`;
  return (
    <div class="state" role="status">
      <h3>{user.name} can come in with this link. It is shown once.</h3>
      <p class="mono path">{link}</p>
      <Copy text={link} what="the link" />
    </div>
  );
}

function NewPerson({ onAdd }: { onAdd: (sent: UserIn) => void }) {
  const [name, setName] = useState("");
  const [role, setRole] = useState<User["role"]>("reviewer");
  const [empty, setEmpty] = useState(false);
  const add = (event: Event): void => {
    event.preventDefault();
    setEmpty(name.trim() === "");
    if (name.trim() === "") return;
    onAdd({ name: name.trim(), role });
    setName("");
  };
  return (
    <form class="rowx wrap" noValidate onSubmit={add}>
      <Field label="Name" value={name} most={80} onInput={setName} />
      <Seg label="Role" value={role} options={[["reviewer", "Reviewer"], ["lead", "Lead"]]} onChoose={setRole} />
      <Button type="submit">Add</Button>
      <Problem>{empty ? "Type the name of the person first." : null}</Problem>
    </form>
  );
}
