// Choose a class by typing a few letters: best fit first, recent ones first among equals; offers to add a new class.
import { signal } from "@preact/signals";
import { useEffect, useId, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { ApiError, post } from "../api/client";
import type { Class } from "../api/types";
import { count } from "../lib/format";
import { fit } from "../lib/fuzzy";
import { classes, isTags } from "../state/app";
import { useKeys } from "../keys";
import { Problem } from "./basics";

const SHOWN = 8;
const recent = signal<number[]>([]);

interface Option {
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

/** A combobox in a popover: arrows move, Enter chooses, Esc closes. */
export function TypeAhead({ title, onChoose, onClose, mayAdd = true }: TypeAheadProps) {
  const [typed, setTyped] = useState("");
  const [at, setAt] = useState(0);
  const [problem, setProblem] = useState<string | null>(null);
  const id = useId();
  const box = useRef<HTMLDivElement>(null);
  const field = useRef<HTMLInputElement>(null);
  const options = useMemo(() => optionsFor(typed, mayAdd), [typed, classes.value]);
  useKeys({ on: {}, keys: { Escape: onClose } }, { modal: true });
  // Before the next key: what is typed fast must not reach the keys below.
  useLayoutEffect(() => {
    const before = document.activeElement;
    field.current?.focus();
    return () => before instanceof HTMLElement && before.focus();
  }, []);
  useEffect(() => box.current?.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" }), [at]);

  const choose = async (option: Option | undefined) => {
    if (!option) return;
    try {
      const chosen = option.id >= 0 ? option.id : (await addClass(option.name)).id;
      recent.value = [chosen, ...recent.value.filter((one) => one !== chosen)].slice(0, 20);
      onChoose(chosen);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      setProblem(error.message);
    }
  };
  const press = (event: KeyboardEvent) => {
    const moves: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 };
    const move = moves[event.key];
    if (move !== undefined) setAt((now) => (now + move + options.length) % Math.max(1, options.length));
    else if (event.key === "Enter") void choose(options[at]);
    else if (event.key === "Escape") onClose();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div class="ahead" role="dialog" aria-label={title} ref={box}>
      <label>
        <span class="sr">{title}</span>
        <input ref={field} type="text" value={typed} placeholder="A few letters of the class" autocomplete="off" spellcheck={false}
          role="combobox" aria-expanded={options.length > 0} aria-controls={id} aria-autocomplete="list" aria-activedescendant={options[at] ? `${id}-${at}` : undefined}
          onInput={(event) => (setTyped(event.currentTarget.value), setAt(0), setProblem(null))} onKeyDown={press} />
      </label>
      <ul id={id} role="listbox" aria-label={title}>
        {options.map((option, index) => (
          <li key={option.id} id={`${id}-${index}`} role="option" aria-selected={index === at} onMouseDown={(event) => event.preventDefault()} onClick={() => void choose(option)}>
            <span class="n">{option.id < 0 ? `Add “${option.name}”` : option.name}</span>
            <span class="muted small">{option.about}</span>
          </li>
        ))}
        {options.length === 0 && <li role="option" aria-selected="false" aria-disabled="true" class="muted">No class has these letters.</li>}
      </ul>
      <Problem>{problem}</Problem>
      <p class="small muted hint"><kbd>Enter</kbd> choose <kbd>Up</kbd> <kbd>Down</kbd> move <kbd>Esc</kbd> back</p>
    </div>
  );
}

function optionsFor(typed: string, mayAdd: boolean): Option[] {
  const found: [number, Class][] = [];
  for (const one of classes.value) {
    const score = fit(one.name, typed);
    if (score !== null) found.push([score + bonus(one.id), one]);
  }
  found.sort((a, b) => b[0] - a[0]);
  const options = found.slice(0, SHOWN).map(([, one]) => ({ id: one.id, name: one.name, about: about(one) }));
  const name = typed.trim();
  const known = classes.value.some((one) => one.name === name);
  if (mayAdd && name !== "" && !known) options.push({ id: -1, name, about: isTags.value ? "a new tag" : "a new class" });
  return options;
}

function bonus(id: number): number {
  const place = recent.value.indexOf(id);
  return place < 0 ? 0 : 1 - place / 100;
}

function about(one: Class): string {
  return one.added ? "added while reviewing" : count(one.given);
}

async function addClass(name: string): Promise<Class> {
  const added = await post<Class>("classes", { name });
  if (!classes.value.some((one) => one.id === added.id)) classes.value = [...classes.value, added];
  return added;
}
