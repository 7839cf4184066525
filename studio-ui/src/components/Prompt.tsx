// A field in a box of its own, over the screen: it has the focus as long as it is open, and gives it back.
import type { ComponentChildren, ComponentProps } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { useKeys } from "../keys";
import { Problem } from "./basics";

interface PromptProps {
  title: string;
  /** The rest of the field's properties. */
  field: ComponentProps<"input">;
  onType: (text: string) => void;
  onEnter: () => void;
  onClose: () => void;
  /** What other keys do in the field. */
  keys?: Record<string, () => void>;
  problem: string | null;
  /** What the keys do, in words. */
  hint: ComponentChildren;
  children?: ComponentChildren;
}

/** Enter and the other keys do as they are told, Esc closes. */
export function Prompt({ title, onType, onEnter, onClose, keys, problem, hint, children, field }: PromptProps) {
  const input = useRef<HTMLInputElement>(null);
  useKeys({ modal: true, keys: { Escape: onClose } });
  // Before the next key: what is typed fast must not reach the keys below.
  useLayoutEffect(() => {
    const before = document.activeElement;
    input.current?.focus();
    return () => before instanceof HTMLElement && before.focus();
  }, []);
  const press = (event: KeyboardEvent) => {
    const run = { Enter: onEnter, Escape: onClose, ...keys }[event.key];
    if (!run) return;
    event.preventDefault();
    event.stopPropagation();
    run();
  };
  return (
    <div class="ahead" role="dialog" aria-label={title}>
      <label>
        <b>{title}</b>
        <input ref={input} type="text" autocomplete="off" spellcheck={false} onInput={(event) => onType(event.currentTarget.value)} onKeyDown={press} {...field} />
      </label>
      {children}
      <Problem>{problem}</Problem>
      <p class="small muted hint">{hint} <kbd>Esc</kbd> back</p>
    </div>
  );
}
