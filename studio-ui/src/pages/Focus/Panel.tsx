// The decision: given and suggested label, the chance, the classes by digit, the reasons, the verbs.
import { useEffect } from "preact/hooks";
import type { Detail, Item } from "../../api/types";
import { Bar } from "../../components/basics";
import { itemLabels, ItemFix } from "../../components/Fix";
import { useKeys } from "../../keys";
import { percent, when } from "../../lib/format";
import { Choices, choicesOf } from "./Choices";
import { releaseOverlay } from "./overlay";
import { Pad, VERBS } from "./Pad";
import { prompt, Prompts } from "./Prompts";
import { at, show, shown } from "./queue";

export function Panel() {
  const { item, detail } = shown.value;
  useEffect(() => () => void (prompt.value = null), []);
  const choices = item ? choicesOf(item, detail) : [];
  useKeys({
    on: {
      ...VERBS,
      goto: () => (prompt.value = "goto"),
      next: () => show(at.value + 1),
      previous: () => show(at.value - 1),
    },
    up: { overlay: releaseOverlay },
    digit: (index) => choices[index]?.run(),
  });
  if (!item) return null;
  return (
    <aside class="decision" aria-label="Decision">
      <div class="scroll">
        <Ask item={item} />
        <Odds item={item} />
        <Choices choices={choices} all={detail?.tags.length ?? 0} />
        {detail && <Why detail={detail} />}
      </div>
      <Prompts />
      <Pad item={item} />
    </aside>
  );
}

function Ask({ item }: { item: Item }) {
  if (item.blind) return <h1 class="ask">Which label fits?</h1>;
  const { given, suggested } = itemLabels(item);
  return <h1 class={`ask ${`${given}${suggested}`.length > 22 ? "long" : ""}`}><ItemFix item={item} /></h1>;
}

function Odds({ item: { blind, chance } }: { item: Item }) {
  if (blind) return <p class="soft">Somebody has judged this one. Give your own opinion: both stay hidden until then.</p>;
  if (chance === null) return <div class="odds"><span class="soft">No label was given.</span></div>;
  return (
    <div class="odds">
      <span class="soft">Chance that the given label is wrong</span>
      <b>{percent(chance)}</b>
      <Bar value={chance} tone="s" />
    </div>
  );
}

function Why({ detail }: { detail: Detail }) {
  return (
    <ul class="why">
      {!detail.item.blind && detail.reasons.map((reason) => <li key={reason}>{reason}</li>)}
      {detail.comments.map((one) => <li key={one.seq}><b>{one.user_name}</b>, {when(one.at)}: {one.text}</li>)}
    </ul>
  );
}
