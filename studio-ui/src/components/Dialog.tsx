// A dialog: the browser's own, which keeps the focus inside, closes on Esc and gives the focus back.
import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { useKeys } from "../keys";
import { Button } from "./basics";

interface DialogProps {
  title: string;
  onClose: () => void;
  children: ComponentChildren;
  wide?: boolean;
}

export function Dialog({ title, onClose, children, wide = false }: DialogProps) {
  const box = useRef<HTMLDialogElement>(null);
  useKeys({ modal: true });
  useLayoutEffect(() => {
    const shown = box.current;
    shown?.showModal();
    return () => shown?.close();
  }, []);
  return (
    <dialog ref={box} class={wide ? "dialog wide" : "dialog"} aria-labelledby="dialog-title" onClose={onClose} onClick={(event) => event.target === box.current && onClose()}>
      <div class="dialog-in">
        <header>
          <h2 id="dialog-title">{title}</h2>
          <Button look="quiet" class="right" hotkey="Escape" onClick={onClose}>Close</Button>
        </header>
        {children}
      </div>
    </dialog>
  );
}
