// A dialog: the browser's own, which keeps the focus inside and closes on Esc.
import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { useKeys } from "../keys";

interface DialogProps {
  title: string;
  onClose: () => void;
  children: ComponentChildren;
  wide?: boolean;
}

export function Dialog({ title, onClose, children, wide = false }: DialogProps) {
  const box = useRef<HTMLDialogElement>(null);
  useKeys({ on: {} }, { modal: true });
  useLayoutEffect(() => {
    const before = document.activeElement;
    box.current?.showModal();
    return () => before instanceof HTMLElement && before.focus();
  }, []);
  const outside = (event: MouseEvent) => event.target === box.current && onClose();
  return (
    <dialog ref={box} class={wide ? "dialog wide" : "dialog"} aria-labelledby="dialog-title" onCancel={(event) => (event.preventDefault(), onClose())} onClick={outside}>
      <div class="dialog-in">
        <header>
          <h2 id="dialog-title">{title}</h2>
          <button type="button" class="btn quiet right" onClick={onClose}>Close <kbd>Esc</kbd></button>
        </header>
        {children}
      </div>
    </dialog>
  );
}
