// A small picture of an example; of texts, rows and recordings its first words.
import { thumbUrl } from "../api/client";
import type { Item } from "../api/types";
import { count } from "../lib/format";

interface ThumbProps {
  item: Item;
  size: number;
  alt?: string;
}

export function Thumb({ item, size, alt = "" }: ThumbProps) {
  if (item.media !== "image") return <span class="th-text small">{contentName(item)}</span>;
  const wanted = size <= 64 ? 128 : size <= 112 ? 192 : 512;
  return <img class="th" src={thumbUrl(item.row, wanted)} width={size} height={size} alt={alt} loading="lazy" decoding="async" />;
}

/** What stands for an item where there is no room for it: its first words, of a recording its name. */
export function contentName(item: Item): string {
  return (item.media === null && item.text) || itemName(item);
}

/** How an item is called: its file name, its id, or its row. */
export function itemName(item: Item): string {
  return item.name ?? `row ${count(item.row)}`;
}
