/** One item of a sheet: its content untouched, its number, and what will be decided. */
import { useState } from "preact/hooks";
import { thumbUrl } from "../../api/client";
import type { Item } from "../../api/types";
import { Kbd } from "../../components/basics";
import { Icon, type IconName } from "../../components/Icon";
import { itemLabels } from "../../components/Fix";
import { play } from "../../components/Media";
import { itemName } from "../../components/Thumb";
import { className, isTags, project } from "../../state/app";
import { isAccept, type Mark } from "./marks";

interface TileProps {
  item: Item;
  index: number;
  mark: Mark | undefined;
  current: boolean;
  /** The sheet holds several pairs: each tile says both labels. */
  mixed: boolean;
  size: 128 | 192 | 512;
  onFlip: (index: number) => void;
  onFocus: (index: number) => void;
}

export function Tile({ item, index, mark, current, mixed, size, onFlip, onFocus }: TileProps) {
  const { look, icon, word, sr } = outcome(item, mark);
  const { given } = itemLabels(item);
  return (
    <li class={`tile ${look}${current ? " cur" : ""}`}>
      <button type="button" data-tile={index} tabIndex={current ? 0 : -1} onClick={() => onFlip(index)} onFocus={() => onFocus(index)}>
        <Content item={item} size={size} />
        <b>{index + 1}</b>
        <span class="out">
          {icon && <Icon name={icon} />}
          <span class="sr">{sr} </span>
          {mixed && look !== "keep" && <><span class="from">{given}</span><span class="to">→</span></>}
          <span class="says">{word}</span>
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

interface Outcome {
  look: string;
  icon: IconName | null;
  word: string;
  sr: string;
}

/** How a mark is shown: kind of line, icon, then a word. */
function outcome(item: Item, mark: Mark | undefined): Outcome {
  const { given, suggested } = itemLabels(item);
  if (!mark) return { look: "open", icon: null, word: item.blind ? "your label" : (suggested ?? "no suggestion"), sr: "not judged, suggested" };
  if (isAccept(mark, item)) return { look: "accept", icon: "accept", word: suggested ?? className(item.suggested), sr: "accepted:" };
  if (mark.verb === "keep") return { look: "keep", icon: "keep", word: given, sr: "kept:" };
  if (mark.verb === "exclude") return { look: "exclude", icon: "exclude", word: "exclude", sr: "" };
  if (mark.verb === "unsure") return { look: "unsure", icon: "unsure", word: "unsure", sr: "" };
  if (mark.verb === "ambiguous") return { look: "both", icon: "both", word: "both fit", sr: "" };
  return { look: "relabel", icon: "relabel", word: isTags.value ? "changed" : className(mark.label ?? -1), sr: "relabelled:" };
}

function Content({ item, size }: { item: Item; size: 128 | 192 | 512 }) {
  const [broken, setBroken] = useState(false);
  if (item.media === "image" && !broken) {
    return <img src={thumbUrl(item.row, size)} alt="" decoding="async" onError={() => setBroken(true)} />;
  }
  if (broken) return <span class="words small">Image cannot be read. {itemName(item)}. It can be decided all the same.</span>;
  if (item.media === "audio") return <span class="words sound-name mono">{itemName(item)}</span>;
  return <span class={project.value.modality === "table" ? "words row" : "words"} title={item.text ?? ""}>{item.text ?? itemName(item)}</span>;
}
