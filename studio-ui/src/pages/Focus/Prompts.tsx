// Short questions above the verbs: another class, a comment on the item, or where to go.
import { signal } from "@preact/signals";
import { useState } from "preact/hooks";
import { get } from "../../api/client";
import type { Detail, ItemPage } from "../../api/types";
import { Prompt } from "../../components/Prompt";
import { TypeAhead } from "../../components/TypeAhead";
import { useAttempt } from "../../components/useAttempt";
import { classes, isTags } from "../../state/app";
import { choose, comment, switchTag } from "./actions";
import { bring, shown } from "./queue";

/** Which one is open. */
export const prompt = signal<"relabel" | "comment" | "goto" | null>(null);

const close = () => void (prompt.value = null);

export function Prompts() {
  if (!prompt.value || !shown.value.item) return null;
  const Open = { relabel: Relabel, comment: Comment, goto: Goto }[prompt.value];
  return <div class="float"><Open /></div>;
}

function Relabel() {
  const pick = (id: number) => {
    close();
    const tag = shown.value.detail?.tags.find((one) => one.tag === id);
    if (!isTags.value) choose(id);
    else if (tag) switchTag(tag);
  };
  return <TypeAhead title={isTags.value ? "Set or clear a tag" : "Relabel to"} onChoose={pick} onClose={close} mayAdd={!isTags.value} />;
}

function Comment() {
  return <Line title="Comment" placeholder="Seen by everybody who opens this item" onSend={async (text) => comment(text)} />;
}

/** Bring any row on screen, by its number or by words in it. */
function Goto() {
  const go = async (text: string) => {
    const number = /^[\d,]+$/.test(text) ? Number(text.replace(/,/g, "")) : null;
    // The target of a row; of tags, its first one.
    const each = isTags.value ? classes.value.filter((tag) => !tag.added).length : 1;
    const item = number === null ? (await get<ItemPage>("items", { filter: { q: text }, limit: 1 })).items[0] : (await get<Detail>(`items/${number * each}`)).item;
    if (!item) throw new Error(`Nothing holds “${text}”.`);
    bring(item);
  };
  return <Line title="Go to" placeholder="A row number, or words of the item" onSend={go} />;
}

/** One line of text: it closes when it was taken. */
function Line({ title, placeholder, onSend }: { title: string; placeholder: string; onSend: (text: string) => Promise<void> }) {
  const [text, setText] = useState("");
  const { problem, attempt } = useAttempt();
  const send = () => text.trim() && attempt(onSend(text.trim()), close);
  return <Prompt title={title} field={{ placeholder, value: text }} problem={problem} onType={setText} onEnter={send} onClose={close} hint={<><kbd>Enter</kbd> send</>} />;
}
