// The rules of the review: how sure a bulk must be, how much is judged twice, and whether blind.
import type { Settings } from "../../api/types";
import { Icon } from "../../components/Icon";
import { isLead, settings } from "../../state/app";
import { useStored } from "./useStored";
import { Part } from "./Part";

export function Rules() {
  const { said, store } = useStored();
  const set = (changed: Settings) => store(changed, "Stored.");
  const { gate = 0.05, overlap = 0.1, blind = false } = settings.value;
  return (
    <Part name="Rules of the review">
      {!isLead.value && <p class="small muted"><Icon name="lock" /> Only a lead can change them.</p>}
      <fieldset disabled={!isLead.value}>
        <Share word="Gate: a bulk may bring at most so many wrong labels" value={gate} least={1} most={50} onChange={(share) => set({ gate: share })} />
        <p class="small muted">It opens after {Math.ceil(Math.log(0.05) / Math.log1p(-gate))} items drawn at random without an error (95&nbsp;%).</p>
        <Share word="Overlap: share of items that a second person judges, beside all unsure ones" value={overlap} least={0} most={100} onChange={(share) => set({ overlap: share })} />
        <label class="check"><input type="checkbox" checked={blind} onChange={(event) => set({ blind: event.currentTarget.checked })} /> Blind: a second person sees neither the given nor the suggested label</label>
      </fieldset>
      <p class="small" role="status">{said}</p>
    </Part>
  );
}

interface ShareProps {
  word: string;
  value: number;
  least: number;
  most: number;
  onChange: (share: number) => void;
}

function Share({ word, value, least, most, onChange }: ShareProps) {
  const change = ({ currentTarget: input }: { currentTarget: HTMLInputElement }) => input.validity.valid && onChange(input.valueAsNumber / 100);
  return (
    <label class="rowx">
      <span class="grow">{word}</span>
      <span class="nowrap"><input class="field short" type="number" required min={least} max={most} step="any" value={Number((value * 100).toFixed(2))} onChange={change} /> %</span>
    </label>
  );
}
