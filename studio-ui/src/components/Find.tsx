// A search field: what is typed counts after a short pause.
import { useEffect, useRef, useState } from "preact/hooks";
import { Icon } from "./Icon";

const PAUSE = 250;

interface FindProps {
  value: string;
  words: string;
  onFind: (text: string) => void;
  /** The key that leads here, printed on the field; Esc and Enter then lead to `back`. */
  hotkey?: string;
  back?: string;
}

export function Find({ value, words, onFind, hotkey, back }: FindProps) {
  const [typed, setTyped] = useState(value);
  const find = useRef(onFind);
  find.current = onFind;
  useEffect(() => setTyped(value), [value]);
  useEffect(() => {
    if (typed === value) return;
    const timer = setTimeout(() => find.current(typed), PAUSE);
    return () => clearTimeout(timer);
  }, [typed]);
  const leave = (event: KeyboardEvent): void => {
    if (back && (event.key === "Escape" || event.key === "Enter")) document.querySelector<HTMLElement>(back)?.focus();
  };
  return (
    <label class="find">
      <Icon name="search" />
      <input type="search" value={typed} placeholder={words} aria-label={words} onInput={(event) => setTyped(event.currentTarget.value)} onKeyDown={leave} />
      {hotkey && <kbd>{hotkey}</kbd>}
    </label>
  );
}
