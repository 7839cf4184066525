// The rules of the review: how sure a bulk must be, how much is judged twice, and whether blind.
import { messageOf } from "../../api/client";
import { useState } from "preact/hooks";
import { Icon } from "../../components/Icon";
import { settings } from "../../state/app";
import { needed } from "../Sheet/bounds";
import { store } from "./Settings";

export function Rules({ lead }: { lead: boolean }) {
  const [said, setSaid] = useState<string | null>(null);
  const { gate = 0.05, overlap = 0.1, blind = false } = settings.value;
  const save = (changed: { gate?: number; overlap?: number; blind?: boolean }): void => {
    store(changed).then(
      () => setSaid("Stored."),
      (error: unknown) => setSaid(messageOf(error)),
    );
  };
  return (
    <section class="card part" aria-label="Rules">
      <h2>Rules of the review</h2>
      {!lead && <p class="small muted"><Icon name="lock" /> Only a lead can change them.</p>}
      <fieldset disabled={!lead}>
        <Share word="Gate: a bulk may bring at most so many wrong labels" value={gate} least={1} most={50} onChange={(value) => save({ gate: value })} />
        <p class="small muted">It opens after {needed(0, gate)} items drawn at random without an error (95&nbsp;%).</p>
        <Share word="Overlap: share of items that a second person judges" value={overlap} least={0} most={100} onChange={(value) => save({ overlap: value })} />
        <p class="small muted">Unsure items always go to a second person.</p>
        <label class="check"><input type="checkbox" checked={blind} onChange={(event) => save({ blind: event.currentTarget.checked })} /> Blind: a second person sees neither the given nor the suggested label</label>
      </fieldset>
      <p class="small" role="status">{said}</p>
    </section>
  );
}

interface ShareProps {
  word: string;
  value: number;
  least: number;
  most: number;
  onChange: (value: number) => void;
}

function Share({ word, value, least, most, onChange }: ShareProps) {
  const change = (event: Event): void => {
    const typed = (event.currentTarget as HTMLInputElement).valueAsNumber;
    if (Number.isFinite(typed) && typed >= least && typed <= most) onChange(typed / 100);
  };
  return (
    <label class="rowx">
      <span class="grow">{word}</span>
      <span class="nowrap"><input class="field short" type="number" min={least} max={most} step="any" value={Number((value * 100).toFixed(2))} onChange={change} /> %</span>
    </label>
  );
}
