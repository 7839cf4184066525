// One item in the list: a tile of the grid, or a row of the table. While it is on its way, a grey shape in its place.
import type { ComponentChildren } from "preact";
import type { Item } from "../../api/types";
import { Bar } from "../../components/basics";
import { Chip, ItemFix } from "../../components/Fix";
import { Thumb, itemName } from "../../components/Thumb";
import { percent, when } from "../../lib/format";

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

/** What tiles and rows have in common: the place, and whether the cell is selected, under the cursor, or still loading. */
function placed({ index, item, left, top, width, height, current, selected }: CellProps, look: string) {
  return {
    id: `cell-${index}`,
    class: `${look} ${selected ? "sel" : ""} ${current ? "at" : ""} ${item ? "" : "wait"}`,
    style: { left: `${left}px`, top: `${top}px`, width: `${width}px`, height: `${height}px` },
    "aria-selected": selected,
  };
}

const LOADING = <span class="sr">Loading</span>;

export function Tile(props: CellProps) {
  const { index, item, total } = props;
  return (
    <div {...placed(props, "it")} role="option" aria-setsize={total} aria-posinset={index + 1}>
      {item && <Content item={item} />}
      {item && item.status !== "todo" && <Chip status={item.status} mark />}
      <span class="cap">{item ? <ItemFix item={item} /> : LOADING}</span>
    </div>
  );
}

function Content({ item }: { item: Item }) {
  if (item.media === "image") return <Thumb item={item} size={112} />;
  return (
    <span class="words">
      <span class="mono small muted">{itemName(item)}</span>
      <span class="body">{item.text}</span>
    </span>
  );
}

/** The heads of the table's columns; the last only where several people review. */
export function Header({ team }: { team: boolean }) {
  const heads = ["Item", "Id", "Given → suggested", "Chance wrong", "Status", team ? "By" : "Decided"];
  return <div class="tr head" role="row" aria-rowindex={1}>{heads.map((head) => <span key={head} role="columnheader">{head}</span>)}</div>;
}

export function Row(props: CellProps) {
  return (
    <div {...placed(props, "tr")} role="row" aria-rowindex={props.index + 2}>
      {(props.item ? columns(props.item, props.team) : [["", LOADING] as const]).map(([look, content], at) => <span key={at} role="gridcell" class={look}>{content}</span>)}
    </div>
  );
}

/** The look and the content of each column. */
function columns(item: Item, team: boolean): (readonly [look: string, content: ComponentChildren])[] {
  const { chance, decision, status } = item;
  return [
    ["content", <Thumb item={item} size={28} />],
    ["mono muted cut", itemName(item)],
    ["cut", <ItemFix item={item} />],
    ["chance", chance !== null && <><Bar value={chance} tone="s" /><span>{percent(chance)}</span></>],
    ["", status === "todo" ? <span class="muted">{item.flagged && "To review"}</span> : <Chip status={status} />],
    ["muted cut", decision && (team ? `${decision.user_name}, ` : "") + when(decision.at)],
  ];
}
