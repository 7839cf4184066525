// The foot: what comes next, and in reserved space what was just decided or taken back.
import { Kbd } from "../../components/basics";
import { Chip, ItemFix } from "../../components/Fix";
import { Icon } from "../../components/Icon";
import { Thumb, itemName } from "../../components/Thumb";
import { itemLabels } from "../../components/Fix";
import type { Item } from "../../api/types";
import { counted } from "../../lib/format";
import { last, takeBack } from "./actions";
import { at, list, show } from "./queue";

const NEXT = 10;

export function Foot() {
  const start = at.value + 1;
  const next = list.value.slice(start, start + NEXT);
  return (
    <footer class="foot">
      <span class="muted small">{next.length > 0 ? "Next" : "The last one"}</span>
      <span class="strip">
        {next.map((item, place) => (
          <button type="button" key={item.target} class="plain-button" onMouseDown={(event) => event.preventDefault()} onClick={() => show(start + place)}>
            <Thumb item={item} size={40} alt={item.media === "image" ? words(item) : ""} />
          </button>
        ))}
      </span>
      <Last />
    </footer>
  );
}

function words(item: Item): string {
  const { given, suggested } = itemLabels(item);
  return item.blind ? "next" : `next: given ${given}${suggested ? `, suggested ${suggested}` : ""}`;
}

function Last() {
  const shown = last.value;
  return (
    <span class="last" role="status">
      {shown && (
        <>
          {shown.undone ? <span class="chip"><Icon name="undo" />Undone</span> : <Chip status={shown.item.status} {...(accepted(shown.item) ? { word: "Accepted" } : {})} />}
          {shown.many > 1 ? <span>{counted(shown.many, "decisions")}</span> : <ItemFix item={shown.item} />}
          <span class="muted small">{itemName(shown.item)}</span>
        </>
      )}
      <button type="button" class="btn quiet" onMouseDown={(event) => event.preventDefault()} onClick={takeBack}>
        <Icon name="undo" />Undo <Kbd action="undo" />
      </button>
    </span>
  );
}

function accepted(item: Item): boolean {
  return item.status === "fixed" && item.decision?.label !== null && itemLabels({ ...item, status: "todo" }).suggested === itemLabels(item).suggested;
}
