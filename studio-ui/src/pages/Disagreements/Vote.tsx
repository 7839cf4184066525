// One vote: who decided what, when, and why, with the key that takes this side.
import type { Decision, Item } from "../../api/types";
import { Button } from "../../components/basics";
import { Chip, Fix, itemLabels } from "../../components/Fix";
import { STATUS_OF, when } from "../../lib/format";

interface VoteProps {
  item: Item;
  vote: Decision;
  digit: number;
  lead: boolean;
  onSide: () => void;
}

export function Vote({ item, vote, digit, lead, onSide }: VoteProps) {
  const status = STATUS_OF[vote.verb];
  const { given, suggested } = itemLabels({ ...item, status: "todo" });
  const named = vote.verb === "relabel" && item.tag === null ? vote.label : suggested;
  return (
    <article class="vote" aria-label={`${vote.user_name}'s vote`}>
      <p class="small muted"><b>{vote.user_name}</b>, {when(vote.at)}{vote.mode === "blind" && ", blind"}</p>
      <p class="lead"><Fix given={given} suggested={named} status={status} /></p>
      <p><Chip status={status} /></p>
      {vote.comment && <p class="soft">“{vote.comment}”</p>}
      {lead && <Button onClick={onSide} hotkey={String(digit)}>Side with {vote.user_name}</Button>}
    </article>
  );
}
