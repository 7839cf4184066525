// The item itself, as large as it fits. W adds marks to texts and rows, or examples of both classes over a picture.
import { Problem } from "../../components/basics";
import { Media } from "../../components/Media";
import { itemName, Thumb } from "../../components/Thumb";
import type { Item } from "../../api/types";
import { className, isTags } from "../../state/app";
import { overlay } from "./overlay";
import { shown } from "./queue";

export function Stage() {
  const { item, detail, why } = shown.value;
  if (!item) return null;
  const over = overlay.value ? detail : null;
  const twin = over?.copies[0];
  const kind = item.media ?? (detail?.cells.length && !detail.text ? "row" : "text");
  return (
    <div class={`stage of-${kind} ${overlay.value ? "" : "plain-cells"}`}>
      {twin && over?.pieces ? <Compared pieces={over.pieces} twin={twin} /> : <Media item={item} detail={detail} />}
      {over && item.media === "image" && (
        <div class="over">
          <Example of={item.given} item={over.given_examples[0]} />
          <Example of={item.suggested} item={over.suggested_examples[0]} />
        </div>
      )}
      <Problem>{why}</Problem>
    </div>
  );
}

/** A text with the words marked that its near duplicate does not have. */
function Compared({ pieces, twin }: { pieces: [string, boolean][]; twin: Item }) {
  const name = itemName({ ...twin, name: null });
  return (
    <>
      <blockquote>{pieces.map(([text, differs]) => (differs ? <mark>{text}</mark> : text))}</blockquote>
      <p class="legend">
        {pieces.some(([, differs]) => differs) ? <span><i />words that {name} has not</span> : <span>Same words as {name}</span>}
        {!isTags.value && <span class="muted">That one is labelled <b>{className(twin.given)}</b></span>}
      </p>
    </>
  );
}

function Example({ of, item }: { of: number; item: Item | undefined }) {
  return item ? <figure><Thumb item={item} size={160} /><figcaption>{className(of)}</figcaption></figure> : null;
}
