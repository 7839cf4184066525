// Short questions above the verbs: a comment on the item, or where to go.
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { ApiError, get } from "../../api/client";
import type { Detail, Item, ItemPage } from "../../api/types";
import { Problem } from "../../components/basics";
import { useKeys } from "../../keys";
import { classes, isTags } from "../../state/app";
import { bring } from "./queue";

interface AskProps {
  title: string;
  hint: string;
  onSend: (text: string) => void;
  onClose: () => void;
  problem?: string | null;
}

/** One line of text: Enter sends, Esc closes. */
function Ask({ title, hint, onSend, onClose, problem = null }: AskProps) {
  const [text, setText] = useState("");
  const field = useRef<HTMLInputElement>(null);
  useKeys({ on: {}, keys: { Escape: onClose } }, { modal: true });
  useLayoutEffect(() => field.current?.focus(), []);
  const press = (event: KeyboardEvent) => {
    if (event.key !== "Enter" && event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    if (event.key === "Enter" && text.trim() !== "") onSend(text);
    else onClose();
  };
  return (
    <div class="float">
      <div class="ahead" role="dialog" aria-label={title}>
        <label><b>{title}</b><input ref={field} type="text" value={text} placeholder={hint} autocomplete="off" onInput={(event) => setText(event.currentTarget.value)} onKeyDown={press} /></label>
        <Problem>{problem}</Problem>
        <p class="small muted hint"><kbd>Enter</kbd> send <kbd>Esc</kbd> back</p>
      </div>
    </div>
  );
}

export function Note({ onSend, onClose }: { onSend: (text: string) => void; onClose: () => void }) {
  return <Ask title="Comment" hint="Seen by everybody who opens this item" onSend={onSend} onClose={onClose} />;
}

/** Bring any row on screen, by its number or by words in it. */
export function Goto({ onClose }: { onClose: () => void }) {
  const [problem, setProblem] = useState<string | null>(null);
  const go = async (text: string) => {
    try {
      const number = /^[\d,]+$/.test(text.trim()) ? Number(text.replace(/,/g, "")) : null;
      const item = number === null ? (await found(text)) : (await get<Detail>(`items/${targetOf(number)}`)).item;
      if (!item) return setProblem(`Nothing holds “${text}”.`);
      bring(item);
      onClose();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      setProblem(error.message);
    }
  };
  return <Ask title="Go to" hint="A row number, or words of the item" onSend={(text) => void go(text)} onClose={onClose} problem={problem} />;
}

async function found(text: string): Promise<Item | undefined> {
  return (await get<ItemPage>("items", { filter: { q: text.trim() }, limit: 1 })).items[0];
}

/** The target of a row; of tags, its first one. */
function targetOf(row: number): number {
  return isTags.value ? row * classes.value.filter((tag) => !tag.added).length : row;
}
