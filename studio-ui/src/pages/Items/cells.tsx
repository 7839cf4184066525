// One item in the list: a tile of the grid, or a row of the table. While it is on its way, a grey shape in its place.
import type { CSSProperties } from "preact";
import type { Item } from "../../api/types";
import { Bar } from "../../components/basics";
import { Chip, ItemFix } from "../../components/Fix";
import { Thumb, itemName } from "../../components/Thumb";
import { percent, when } from "../../lib/format";
import { project } from "../../state/app";

export interface CellProps {
  index: number;
  item: Item | undefined;
  left: number;
  top: number;
  width: number;
  height: number;
  current: boolean;
  selected: boolean;
  total: number;
  /** Several people review: say whose decision it is. */
  team: boolean;
}

function place({ left, top, width, height }: CellProps): CSSProperties {
  return { left: `${left}px`, top: `${top}px`, width: `${width}px`, height: `${height}px` };
}

export function Tile(props: CellProps) {
  const { index, item, current, selected, total } = props;
  const look = ["it", selected ? "sel" : "", current ? "at" : "", item ? "" : "wait"].filter(Boolean).join(" ");
  return (
    <div id={`cell-${index}`} class={look} style={place(props)} role="option" aria-selected={selected} aria-setsize={total} aria-posinset={index + 1}>
      {item && <Content item={item} />}
      {item && item.status !== "todo" && <Chip status={item.status} mark />}
      <span class="cap">{item ? <ItemFix item={item} /> : <span class="sr">Loading</span>}</span>
    </div>
  );
}

function Content({ item }: { item: Item }) {
  if (item.media === "image") return <Thumb item={item} size={112} />;
  return (
    <span class="words">
      <span class="mono small muted">{itemName(item)}</span>
      <span class="body">{item.text ?? ""}</span>
    </span>
  );
}

/** The heads of the table's columns; the last only where several people review. */
export function Header({ team }: { team: boolean }) {
  return (
    <div class="tr head" role="row" aria-rowindex={1}>
      <span role="columnheader">{project.value.modality === "image" ? "Image" : "Content"}</span>
      <span role="columnheader">Id</span>
      <span role="columnheader">Given → suggested</span>
      <span role="columnheader">Chance wrong</span>
      <span role="columnheader">Status</span>
      <span role="columnheader">{team ? "By" : "Decided"}</span>
    </div>
  );
}

export function Row(props: CellProps) {
  const { index, item, current, selected, team } = props;
  const look = ["tr", selected ? "sel" : "", current ? "at" : "", item ? "" : "wait"].filter(Boolean).join(" ");
  return (
    <div id={`cell-${index}`} class={look} style={place(props)} role="row" aria-selected={selected} aria-rowindex={index + 2}>
      {item ? <RowCells item={item} team={team} /> : <span role="gridcell"><span class="sr">Loading</span></span>}
    </div>
  );
}

function RowCells({ item, team }: { item: Item; team: boolean }) {
  const { decision, chance } = item;
  return (
    <>
      <span role="gridcell" class="content"><Thumb item={item} size={28} /></span>
      <span role="gridcell" class="mono muted cut">{itemName(item)}</span>
      <span role="gridcell" class="cut"><ItemFix item={item} /></span>
      <span role="gridcell" class="chance">{chance !== null && <><Bar value={chance} tone="s" /><span>{percent(chance)}</span></>}</span>
      <span role="gridcell">{item.status === "todo" ? <span class="muted">{item.flagged ? "To review" : ""}</span> : <Chip status={item.status} />}</span>
      <span role="gridcell" class="muted cut">{decision && `${team ? `${decision.user_name}, ` : ""}${when(decision.at)}`}</span>
    </>
  );
}
