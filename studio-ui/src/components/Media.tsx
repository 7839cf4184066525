// The content of an example as large as it fits: picture, text, cells of a row, or recording. Nothing is tinted or cropped.
import { useState } from "preact/hooks";
import { ApiError, get, mediaUrl } from "../api/client";
import type { Cell, Detail, Item } from "../api/types";
import { project } from "../state/app";
import { itemName } from "./Thumb";
import { Button, Strip } from "./basics";

const FAR = 4;

interface MediaProps {
  item: Item;
  /** Null while it is on its way: the item's own words are shown. */
  detail: Detail | null;
}

export function Media({ item, detail }: MediaProps) {
  if (item.media) return <Recorded key={item.row} item={item} />;
  const cells = detail?.cells ?? [];
  const text = detail?.cells.length ? detail.text : (detail?.text ?? item.text);
  if (text === null && cells.length === 0) return <NoContent item={item} />;
  return <>{text !== null && <blockquote class={text.length > 280 ? "long" : ""}>{text}</blockquote>}{cells.length > 0 && <Cells cells={cells} />}</>;
}

const WHAT = { image: "Image", audio: "Recording" };

/** A picture or a recording; when it cannot be had, why, in the server's words. */
function Recorded({ item }: { item: Item }) {
  const [why, setWhy] = useState<string | null>(null);
  const name = itemName(item);
  const src = mediaUrl(item.row);
  if (why !== null) return <Strip title={`${WHAT[item.media ?? "image"]} cannot be read.`} action={<Button onClick={() => setWhy(null)}>Try again</Button>}>{why}</Strip>;
  const failed = () => void get(`media/${item.row}`).catch((error: unknown) => setWhy(error instanceof ApiError ? error.message : "The browser cannot show it. You can still decide."));
  if (item.media === "image") return <img class="picture" src={src} alt={`The item: ${name}`} onError={failed} />;
  return (
    <figure class="sound">
      <audio controls preload="auto" src={src} onError={failed} aria-label={name} />
      <figcaption class="mono small">{name}</figcaption>
    </figure>
  );
}

/** The cells of a row. */
function Cells({ cells }: { cells: Cell[] }) {
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
      {cells.some(deviates) && <p class="small muted">Marked: {FAR} robust standard deviations or more from the middle of its column.</p>}
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

let sound: HTMLAudioElement | null = null;

/** Plays a recording; the one before it stops. */
export function play(item: Item): void {
  sound?.pause();
  if (item.media !== "audio") return;
  sound = new Audio(mediaUrl(item.row));
  void sound.play().catch(() => undefined);
}
