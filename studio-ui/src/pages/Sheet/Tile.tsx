/** One item of a sheet: its content untouched, its number, and what will be decided. */
import { useState } from "preact/hooks";
import { thumbUrl } from "../../api/client";
import type { Item } from "../../api/types";
import { Kbd } from "../../components/basics";
import { itemLabels } from "../../components/Fix";
import { Icon } from "../../components/Icon";
import { play } from "../../components/Media";
import { itemName } from "../../components/Thumb";
import { className, isTags, project } from "../../state/app";
import { DEEDS } from "../Bulk/deeds";
import { deedOf, flipped, type Mark } from "./marks";
import type { SheetModel } from "./model";

interface TileProps {
  model: SheetModel;
  item: Item;
  index: number;
}

/** How a mark is shown: kind of line, icon, then a word. The tiles of several pairs say both labels. */
export function Tile({ model, item, index }: TileProps) {
  const mark = model.marks.value.get(item.target);
  const deed = mark === undefined ? null : deedOf(mark);
  const current = index === model.cursor.value;
  const { given } = itemLabels(item);
  const says = outcome(item, mark);
  const done = deed && DEEDS[deed][1];
  return (
    <li class={`tile ${deed ?? "open"}${current ? " cur" : ""}`}>
      <button type="button" data-tile={index} tabIndex={current ? 0 : -1} onClick={() => model.mark(index, flipped)} onFocus={() => (model.cursor.value = index)}>
        <Content item={item} size={model.thumb} />
        <b>{index + 1}</b>
        <span class="out">
          {deed && <Icon name={deed} />}
          <span class="sr">{!done ? "not judged, suggested" : done !== says && `${done}:`} </span>
          {!model.options.pair && deed !== "keep" && <><span class="from">{given}</span><span class="to">→</span></>}
          <span class="says">{says}</span>
        </span>
      </button>
      {item.media === "audio" && (
        <button type="button" class="btn play" tabIndex={-1} onClick={() => play(item)}>
          Play {current && <Kbd action="play" />}
        </button>
      )}
    </li>
  );
}

function outcome(item: Item, mark: Mark | undefined): string {
  const { given, suggested } = itemLabels(item);
  if (mark === undefined) return item.blind ? "your label" : (suggested ?? "no suggestion");
  if (typeof mark === "number") return isTags.value ? "changed" : className(mark);
  if (mark === "accept") return suggested ?? className(item.suggested);
  return mark === "keep" ? given : DEEDS[mark][1];
}

function Content({ item, size }: { item: Item; size: 192 | 512 }) {
  const [broken, setBroken] = useState(false);
  if (broken) return <span class="words small">Image cannot be read. {itemName(item)}.</span>;
  if (item.media === "image") return <img src={thumbUrl(item.row, size)} alt="" decoding="async" onError={() => setBroken(true)} />;
  if (item.media === "audio") return <span class="words sound-name mono">{itemName(item)}</span>;
  return <span class={project.value.modality === "table" ? "words row" : "words"} title={item.text ?? ""}>{item.text ?? itemName(item)}</span>;
}
