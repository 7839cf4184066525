// Choose a class by typing a few letters: best fit first, recent ones first among equals; offers to add a new class.
import { useId, useState } from "preact/hooks";
import { post } from "../api/client";
import type { Class } from "../api/types";
import { count } from "../lib/format";
import { fit } from "../lib/fuzzy";
import { classes } from "../state/app";
import { Prompt } from "./Prompt";
import { useAttempt } from "./useAttempt";

const SHOWN = 8;
let recent: number[] = [];

interface Option {
  /** -1 for a class that there is not yet. */
  id: number;
  name: string;
  about: string;
}

interface TypeAheadProps {
  title: string;
  onChoose: (id: number) => void;
  onClose: () => void;
  /** Offer to add what was typed as a new class. */
  mayAdd?: boolean;
}

const combobox = { role: "combobox", placeholder: "A few letters of the class", "aria-autocomplete": "list" } as const;

/** A combobox in a popover: arrows move, Enter chooses, Esc closes. */
export function TypeAhead({ title, onChoose, onClose, mayAdd = true }: TypeAheadProps) {
  const [typed, setTyped] = useState("");
  const [at, setAt] = useState(0);
  const { problem, attempt } = useAttempt();
  const list = useId();
  const options = optionsFor(typed, mayAdd);
  const choose = (option: Option | undefined) => option && attempt(idOf(option), (id) => {
    recent = [id, ...recent.filter((one) => one !== id)];
    onChoose(id);
  });
  const move = (by: number) => () => setAt((at + by + options.length) % Math.max(1, options.length));
  return (
    <Prompt title={title} problem={problem} onClose={onClose} onEnter={() => choose(options[at])} keys={{ ArrowDown: move(1), ArrowUp: move(-1) }}
      onType={(text) => (setTyped(text), setAt(0))} hint={<><kbd>Enter</kbd> choose <kbd>Up</kbd> <kbd>Down</kbd> move</>}
      field={{ ...combobox, value: typed, "aria-expanded": options.length > 0, "aria-controls": list, "aria-activedescendant": options[at] && `${list}-${at}` }}>
      <ul id={list} role="listbox" aria-label={title}>
        {options.map((option, index) => (
          <li key={option.id} id={`${list}-${index}`} role="option" aria-selected={index === at} onMouseDown={(event) => event.preventDefault()} onClick={() => choose(option)}>
            <span class="n">{option.id < 0 ? `Add “${option.name}”` : option.name}</span>
            <span class="muted small">{option.about}</span>
          </li>
        ))}
        {options.length === 0 && <li role="option" aria-selected="false" aria-disabled="true" class="muted">No class has these letters.</li>}
      </ul>
    </Prompt>
  );
}

function optionsFor(typed: string, mayAdd: boolean): Option[] {
  // Recent ones first among equals: the order is kept where two fit alike.
  const place = ({ id }: Class) => (recent.includes(id) ? recent.indexOf(id) : recent.length);
  const ranked = [...classes.value].sort((a, b) => place(a) - place(b)).map((one) => ({ one, rank: fit(one.name, typed) }));
  const found = ranked.filter(({ rank }) => rank >= 0).sort((a, b) => a.rank - b.rank);
  const options = found.slice(0, SHOWN).map(({ one: { id, name, added, given } }) => ({ id, name, about: added ? "added while reviewing" : count(given) }));
  const name = typed.trim();
  if (mayAdd && name && !classes.value.some((one) => one.name === name)) options.push({ id: -1, name, about: "a new class" });
  return options;
}

/** The number of a class, which is added first where there is none. */
async function idOf({ id, name }: Option): Promise<number> {
  if (id >= 0) return id;
  const added = await post<Class>("classes", { name });
  if (!classes.value.some((one) => one.id === added.id)) classes.value = [...classes.value, added];
  return added.id;
}
