// The correction, the app's signature: the state of a label is in its line, then in a word, and only then in a colour.
import type { Item, Status } from "../api/types";
import { STATUS_WORD } from "../lib/format";
import { labelName } from "../lib/pairs";
import { Icon, type IconName } from "./Icon";

interface FixProps {
  given: string;
  /** The label after the arrow: suggested, or decided. */
  suggested: string | null;
  status: Status;
  blind?: boolean;
}

/** How each status looks: the lines of a correction, the colour of a chip, its mark. */
export const LOOKS: Record<Status, [fix: string, chip: string, mark: IconName]> = {
  todo: ["open", "suspect", "flag"],
  fixed: ["done", "fixed", "accept"],
  kept: ["kept", "keep", "keep"],
  excluded: ["out", "exclude", "exclude"],
  unsure: ["open", "unsure", "unsure"],
  ambiguous: ["", "", "both"],
  conflict: ["open", "unsure", "both"],
};

/** A name that may go on in the next line after an underscore or a slash. */
function broken(name: string) {
  return name.split(/(?<=[_/])/).map((part) => [part, <wbr />]);
}

/** Given first, suggested second. */
export function Fix({ given, suggested, status, blind = false }: FixProps) {
  const second = suggested !== null && status !== "kept" && status !== "excluded";
  return (
    <span class={`fix ${blind ? "" : LOOKS[status][0]}`} title={second ? `${given} → ${suggested}` : given}>
      <span class="given">{broken(given)}</span>
      {second && <span class="to">{status === "ambiguous" ? "and" : <><span aria-hidden="true">→</span><span class="sr">{status === "fixed" ? " now " : " suggested "}</span></>}</span>}
      {second && <span class="sugg">{broken(suggested)}</span>}
    </span>
  );
}

/** The two labels of an item in words: of tags "tag present" or "tag absent". */
export function itemLabels({ given, suggested, tag, status, decision }: Item): { given: string; suggested: string | null } {
  const fixed = status === "fixed";
  const other = fixed && tag !== null ? 1 - given : suggested;
  const none = suggested < 0 || (tag === null && suggested === given);
  return { given: labelName(given, tag), suggested: (fixed && tag === null && decision?.label) || (none ? null : labelName(other, tag)) };
}

/** The correction of an item, in its present state. */
export function ItemFix({ item }: { item: Item }) {
  if (item.blind) return <span class="fix">your label</span>;
  const { given, suggested } = itemLabels(item);
  // Where nothing looks wrong there is no line. What has no label shows what is suggested.
  const plain = item.status === "todo" && !item.flagged;
  return <Fix given={given} suggested={plain && item.given >= 0 ? null : suggested} status={item.status} blind={plain} />;
}

/** Mark and word of a status; `mark` shows the mark alone, with the word for screen readers. */
export function Chip({ status, mark = false, word, icon }: { status: Status; mark?: boolean; word?: string | undefined; icon?: IconName | undefined }) {
  const [, look, own] = LOOKS[status];
  return (
    <span class={`chip ${look}`}>
      <Icon name={icon ?? own} />
      <span class={mark ? "sr" : ""}>{word ?? STATUS_WORD[status]}</span>
    </span>
  );
}
