// The content of an example as large as it fits: picture, text, cells of a row, or recording. Nothing is tinted or cropped.
import { useState } from "preact/hooks";
import { ApiError, get, mediaUrl } from "../api/client";
import type { Cell, Detail, Item } from "../api/types";
import { project } from "../state/app";
import { itemName } from "./Thumb";
import { Button, Strip } from "./basics";

const FAR = 4;
const DECIDE = "You can still decide.";

interface MediaProps {
  item: Item;
  /** Null while it is on its way: the item's own words are shown. */
  detail: Detail | null;
}

export function Media({ item, detail }: MediaProps) {
  if (detail?.unreadable) return <Unreadable item={item} why={detail.unreadable} />;
  if (item.media) return <Recorded key={item.row} item={item} />;
  const cells = detail?.cells ?? [];
  if (detail?.text == null && cells.length > 0) return <Cells cells={cells} />;
  const text = detail?.text ?? item.text;
  if (text === null) return <NoContent item={item} />;
  return <><Words text={text} />{cells.length > 0 && <Cells cells={cells} beside />}</>;
}

/** A picture or a recording; when it cannot be had, why, in the server's words. */
function Recorded({ item }: { item: Item }) {
  const [tries, setTries] = useState(0);
  const [why, setWhy] = useState<string | null>(null);
  if (why !== null) return <Unreadable item={item} why={why} again={() => (setWhy(null), setTries(tries + 1))} />;
  const name = itemName(item);
  const src = mediaUrl(item.row) + (tries ? `#${tries}` : "");
  const failed = () => void get(`media/${item.row}`).catch((error: unknown) => setWhy(error instanceof ApiError ? error.message : "The browser cannot show it."));
  if (item.media === "image") return <img class="picture" src={src} alt={`The item: ${name}`} onError={failed} />;
  return (
    <figure class="sound">
      <audio controls preload="auto" src={src} onError={failed} aria-label={name} />
      <figcaption class="mono small">{name}</figcaption>
    </figure>
  );
}

/** The material under review is set in the serif; long texts in a smaller size. */
export function Words({ text }: { text: string }) {
  const size = text.length > 1500 ? "longest" : text.length > 280 ? "long" : "";
  return <blockquote class={size}>{text}</blockquote>;
}

/** The cells of a row; beside a text only what is unusual in them is said. */
function Cells({ cells, beside = false }: { cells: Cell[]; beside?: boolean }) {
  const marked = cells.some(deviates);
  return (
    <div class="cells">
      <dl>
        {cells.map((cell) => (
          <div key={cell.name} class={deviates(cell) ? "dev" : ""}>
            <dt>{cell.name}{deviates(cell) && <span class="sr"> (unusual)</span>}</dt>
            <dd>{cell.value}</dd>
          </div>
        ))}
      </dl>
      {marked ? <p class="small muted">Marked: far from the middle of its column ({FAR} robust standard deviations or more).</p>
        : !beside && <p class="small muted">No number of this row is far from the middle of its column.</p>}
    </div>
  );
}

function deviates(cell: Cell): boolean {
  return Math.abs(cell.deviation ?? 0) >= FAR;
}

function NoContent({ item }: { item: Item }) {
  return (
    <div class="nothing">
      <p class="mono">{itemName(item)}</p>
      <p class="muted">The audit was given labels and probabilities only, so there is nothing to show of the {project.value.noun}.</p>
    </div>
  );
}

const WHAT = { image: "Image", audio: "Recording" };

function Unreadable({ item, why, again }: { item: Item; why: string; again?: () => void }) {
  return (
    <Strip title={`${item.media ? WHAT[item.media] : "Item"} cannot be read.`} action={again && <Button onClick={again}>Try again</Button>}>
      {why.replace(DECIDE, "").trim()} {DECIDE}
    </Strip>
  );
}

let sound: HTMLAudioElement | null = null;

/** Plays a recording; the one before it stops. */
export function play(item: Item): void {
  sound?.pause();
  if (item.media !== "audio") return;
  sound = new Audio(mediaUrl(item.row));
  void sound.play().catch(() => undefined);
}
