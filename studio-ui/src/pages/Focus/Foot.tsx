// The foot: what comes next, and in reserved space what was just decided or taken back.
import { Button } from "../../components/basics";
import { Chip, ItemFix } from "../../components/Fix";
import { Icon } from "../../components/Icon";
import { itemName, Thumb } from "../../components/Thumb";
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
          <button type="button" key={item.target} class="plain-button" onClick={() => show(start + place)}>
            <Thumb item={item} size={40} alt={`next: ${itemName(item)}`} />
          </button>
        ))}
      </span>
      <span class="last" role="status">
        <Last />
        <Button look="quiet" icon="undo" action="undo" onClick={takeBack}>Undo</Button>
      </span>
    </footer>
  );
}

function Last() {
  if (!last.value) return null;
  const { item, undone, many } = last.value;
  return (
    <>
      {undone ? <span class="chip"><Icon name="undo" />Undone</span> : <Chip status={item.status} />}
      {many > 1 ? <span>{counted(many, "decisions")}</span> : <ItemFix item={item} />}
      <span class="muted small">{itemName(item)}</span>
    </>
  );
}
