// One line of the history: a decision, or all decisions of a batch.
import { undo } from "../../api/outbox";
import type { HistoryEntry, Item, Verb } from "../../api/types";
import { Button, Link } from "../../components/basics";
import { Chip, Fix, itemLabels } from "../../components/Fix";
import type { IconName } from "../../components/Icon";
import { itemName } from "../../components/Thumb";
import { count, STATUS_OF, STATUS_WORD, when } from "../../lib/format";
import { href, setQuery } from "../../router";
import { className, isTeam } from "../../state/app";

const KINDS: Partial<Record<HistoryEntry["kind"], [string, IconName]>> = {
  undo: ["Undone", "undo"],
  comment: ["Comment", "comment"],
  class: ["New class", "relabel"],
  carried: ["Carried over", "flag"],
};

export function Entry({ entry }: { entry: HistoryEntry }) {
  const { at, kind, undone, user_name: name } = entry;
  return (
    <tr class={`${kind === "batch" ? "batch" : ""} ${undone ? "undone" : ""}`}>
      <td class="muted nowrap">{when(at)}</td>
      {isTeam.value && <td>{name}</td>}
      <td><What entry={entry} /></td>
      <td class="label"><Label entry={entry} /></td>
      <td class="soft"><Covered entry={entry} /></td>
      <td class="num">{undone ? <span class="small muted">Reverted</span> : <Revert entry={entry} />}</td>
    </tr>
  );
}

function What({ entry: { kind, verb, count: size, item, event } }: { entry: HistoryEntry }) {
  const status = STATUS_OF[verb as Verb];
  const other = status === "fixed" && item?.tag === null && event?.label !== className(item.suggested);
  const [word, icon] = KINDS[kind] ?? (other ? ["Relabelled", "relabel"] : []);
  const many = `${count(size)} ${status ? STATUS_WORD[status].toLowerCase() : "decided"}`;
  return <Chip status={status ?? "ambiguous"} word={kind === "batch" ? many : word} icon={icon} />;
}

/** What the decision said then; how the item stands now may be another thing. */
function Label({ entry: { kind, verb, item, event } }: { entry: HistoryEntry }) {
  if (!item || kind === "batch" || kind === "comment") return null;
  const status = STATUS_OF[verb as Verb] ?? "todo";
  const { given, suggested } = itemLabels({ ...item, status, decision: event as Item["decision"] });
  return <Fix given={(item.tag === null && event?.given) || given} suggested={suggested} status={status} />;
}

function Covered({ entry: { kind, batch, count: size, title, reason, item, event } }: { entry: HistoryEntry }) {
  const remark = kind === "carried" ? null : (event?.comment ?? reason);
  return (
    <>
      {item && kind !== "batch" ? <a class="plain" href={href("/review", { item: item.target })}>{itemName(item)}</a> : title.replace(/^[^:]*\d+: /, "")}
      {remark && <> “{remark}”</>}
      {kind === "batch" && <> <Link onClick={() => setQuery({ batch })}>Show {count(size)}</Link></>}
    </>
  );
}

function Revert({ entry: { kind, batch, count: size, title, event } }: { entry: HistoryEntry }) {
  if (KINDS[kind]) return null;
  const word = kind === "batch" ? `Revert ${count(size)}` : "Revert";
  return <Button look="quiet" icon="undo" onClick={() => undo(kind === "batch" ? { batch } : { uuid: event!.uuid })} label={`${word}: ${title}`}>{word}</Button>;
}
