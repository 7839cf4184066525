// One line of the history: a decision, or all decisions of a batch.
import { undo } from "../../api/outbox";
import type { HistoryEntry, Item, Verb } from "../../api/types";
import { Button } from "../../components/basics";
import { Chip, Fix, itemLabels } from "../../components/Fix";
import { Icon, type IconName } from "../../components/Icon";
import { itemName } from "../../components/Thumb";
import { count, STATUS_OF, STATUS_WORD, when } from "../../lib/format";
import { href } from "../../router";
import { boot, className, isTeam } from "../../state/app";

const KINDS: Partial<Record<HistoryEntry["kind"], [string, IconName]>> = {
  undo: ["Undone", "undo"],
  comment: ["Comment", "note"],
  class: ["New class", "relabel"],
  carried: ["Carried over", "flag"],
};

export function Entry({ entry }: { entry: HistoryEntry }) {
  const batch = entry.kind === "batch";
  const mine = entry.user === boot.value?.user?.id;
  return (
    <tr class={[batch ? "batch" : "", entry.undone ? "undone" : ""].filter(Boolean).join(" ")}>
      <td class="muted nowrap">{when(entry.at)}</td>
      {isTeam.value && <td>{mine ? "you" : entry.user_name}</td>}
      <td><What entry={entry} /></td>
      <td class="label"><Label entry={entry} /></td>
      <td class="soft"><Covered entry={entry} /></td>
      <td class="num"><Revert entry={entry} /></td>
    </tr>
  );
}

function What({ entry }: { entry: HistoryEntry }) {
  const special = KINDS[entry.kind];
  if (special) return <span class="chip"><Icon name={special[1]} />{special[0]}</span>;
  const status = STATUS_OF[entry.verb as Verb];
  if (!status) return <span class="chip">{entry.kind === "batch" ? `${count(entry.count)} decided` : entry.title}</span>;
  const written = entry.kind !== "batch" && status === "fixed" && entry.item?.tag === null && entry.event?.label !== suggestedName(entry.item);
  const word = written ? "Relabelled" : STATUS_WORD[status];
  return <Chip status={status} word={entry.kind === "batch" ? `${count(entry.count)} ${word.toLowerCase()}` : word} {...(written ? { icon: "relabel" } : {})} />;
}

function suggestedName(item: Item): string | null {
  return item.suggested < 0 ? null : className(item.suggested);
}

/** What the decision said then; how the item stands now may be another thing. */
function Label({ entry }: { entry: HistoryEntry }) {
  const { item, event } = entry;
  if (!item || entry.kind === "batch" || entry.kind === "comment") return null;
  const status = STATUS_OF[entry.verb as Verb] ?? "todo";
  if (item.tag !== null) return <Fix {...itemLabels({ ...item, status })} status={status} />;
  const given = event?.given ?? className(item.given);
  const suggested = status === "fixed" ? (event?.label ?? null) : item.suggested === item.given ? null : suggestedName(item);
  return <Fix given={given} suggested={suggested} status={status} />;
}

function Covered({ entry }: { entry: HistoryEntry }) {
  const remark = entry.kind === "carried" ? null : (entry.event?.comment ?? entry.reason);
  const item = entry.item && entry.kind !== "batch" && <a class="plain" href={href("/review", { item: entry.item.target })}>{placeName(entry.item)}</a>;
  return (
    <>
      {item || entry.title.replace(/^[^:]*\d+: /, "")}
      {remark && <> “{remark}”</>}
    </>
  );
}

/** "Item 02901", or "Row 1,203" for one without a name. */
function placeName(item: Item): string {
  return item.name === null ? itemName(item).replace("row", "Row") : `Item ${item.name}`;
}

function Revert({ entry }: { entry: HistoryEntry }) {
  if (entry.undone) return <span class="small muted">Reverted</span>;
  if (entry.kind === "batch" && entry.batch !== null) {
    const batch = entry.batch;
    return <Button look="quiet" icon="undo" onClick={() => undo({ batch })} label={`Revert ${entry.count}: ${entry.title}`}>Revert {count(entry.count)}</Button>;
  }
  const uuid = entry.event?.uuid;
  if (!uuid || !["decision", "adjudication"].includes(entry.kind)) return null;
  return <Button look="quiet" icon="undo" onClick={() => undo({ uuid })} label={`Revert: ${entry.title}`}>Revert</Button>;
}
