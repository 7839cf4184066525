// The correction, the app's signature: the state of a label is in its line, then in a word, and only then in a colour.
import type { Item, Status } from "../api/types";
import { STATUS_WORD } from "../lib/format";
import { labelName } from "../lib/pairs";
import { className } from "../state/app";
import { Icon, type IconName } from "./Icon";

interface FixProps {
  given: string;
  /** The label after the arrow: suggested, or decided. */
  suggested: string | null;
  status: Status;
  blind?: boolean;
}

const LOOK: Record<Status, string> = {
  todo: "open",
  unsure: "open",
  conflict: "open",
  fixed: "done",
  kept: "kept",
  excluded: "out",
  ambiguous: "",
};

/** A name that may go on in the next line after an underscore or a slash. */
function broken(name: string) {
  return name.split(/(?<=[_/])/).map((part, at) => (at === 0 ? part : <><wbr />{part}</>));
}

/** Given first, suggested second. */
export function Fix({ given, suggested, status, blind = false }: FixProps) {
  const second = suggested !== null && status !== "kept" && status !== "excluded";
  return (
    <span class={`fix ${blind ? "" : LOOK[status]}`}>
      <span class="given">{broken(given)}</span>
      {second && <Between status={status} />}
      {second && <span class="sugg">{broken(suggested)}</span>}
    </span>
  );
}

function Between({ status }: { status: Status }) {
  if (status === "ambiguous") return <span class="to">and</span>;
  return (
    <span class="to">
      <span aria-hidden="true">→</span>
      <span class="sr">{status === "fixed" ? " now " : " suggested "}</span>
    </span>
  );
}

/** The two labels of an item in words: of tags "tag present" or "tag absent". */
export function itemLabels(item: Item): { given: string; suggested: string | null } {
  const decided = item.status === "fixed" ? (item.decision?.label ?? null) : null;
  if (item.tag !== null) {
    const suggested = item.status === "fixed" ? 1 - item.given : item.suggested;
    return { given: labelName(item.given, item.tag), suggested: item.suggested < 0 ? null : labelName(suggested, item.tag) };
  }
  const suggested = item.suggested < 0 || item.suggested === item.given ? null : className(item.suggested);
  return { given: className(item.given), suggested: decided ?? suggested };
}

/** The correction of an item, in its present state. */
export function ItemFix({ item }: { item: Item }) {
  const { given, suggested } = itemLabels(item);
  if (item.blind) return <span class="fix">your label</span>;
  if (item.status === "todo" && !item.flagged) {
    // Nothing looks wrong: no line. What has no label shows what is suggested.
    return <Fix given={given} suggested={item.given < 0 ? suggested : null} status="todo" blind />;
  }
  return <Fix given={given} suggested={suggested} status={item.status} />;
}

const CHIPS: Record<Status, [string, IconName]> = {
  todo: ["suspect", "flag"],
  fixed: ["fixed", "accept"],
  kept: ["keep", "keep"],
  excluded: ["exclude", "exclude"],
  unsure: ["unsure", "unsure"],
  ambiguous: ["", "both"],
  conflict: ["unsure", "both"],
};

/** Mark and word of a status; `mark` shows the mark alone, with the word for screen readers. */
export function Chip({ status, mark = false, word, icon }: { status: Status; mark?: boolean; word?: string; icon?: IconName }) {
  const [look, own] = CHIPS[status];
  return (
    <span class={`chip ${look}`}>
      <Icon name={icon ?? own} />
      <span class={mark ? "sr" : ""}>{word ?? STATUS_WORD[status]}</span>
    </span>
  );
}
