// The item itself, as large as it fits. W adds marks to texts and rows, or examples of both classes over a picture.
import { Problem } from "../../components/basics";
import { Media } from "../../components/Media";
import { Thumb } from "../../components/Thumb";
import type { Detail, Item } from "../../api/types";
import { difference } from "../../lib/diff";
import { className, isTags } from "../../state/app";
import { shownDetail } from "./Focus";
import { overlay } from "./overlay";

export function Stage() {
  const { item, detail, why } = shownDetail();
  if (!item) return null;
  const twin = overlay.value && detail?.text ? detail.copies[0] : undefined;
  return (
    <div class={`stage of-${item.media ?? (detail?.cells.length && !detail.text ? "row" : "text")} ${overlay.value ? "" : "plain-cells"}`}>
      {twin?.text && detail?.text ? <Compared text={detail.text} twin={twin} /> : <Media item={item} detail={detail} />}
      {overlay.value && item.media === "image" && detail && <Over item={item} detail={detail} />}
      <Problem>{why}</Problem>
    </div>
  );
}

/** A text with the words marked that its near duplicate does not have. */
function Compared({ text, twin }: { text: string; twin: Item }) {
  const pieces = difference(text, twin.text ?? "");
  const same = pieces.every((piece) => !piece.differs);
  return (
    <>
      <blockquote>{pieces.map((piece, at) => (piece.differs ? <mark key={at}>{piece.text}</mark> : piece.text))}</blockquote>
      <p class="legend">
        {same ? <span>Same words as row {twin.row.toLocaleString("en-US")}</span> : <span><i />words that row {twin.row.toLocaleString("en-US")} has not</span>}
        {!isTags.value && <span class="muted">That one is labelled <b>{className(twin.given)}</b></span>}
      </p>
    </>
  );
}

function Over({ item, detail }: { item: Item; detail: Detail }) {
  const given = detail.given_examples[0];
  const suggested = detail.suggested_examples[0];
  return (
    <div class="over">
      {given && <figure><Thumb item={given} size={160} /><figcaption>{className(item.given)}</figcaption></figure>}
      {suggested && <figure><Thumb item={suggested} size={160} /><figcaption>{className(item.suggested)}</figcaption></figure>}
    </div>
  );
}
