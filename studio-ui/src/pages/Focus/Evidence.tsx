// What helps to decide: surest examples of both classes, and the most similar examples with the labels they were given.
import { Fragment } from "preact";
import type { Detail, Item, Neighbor } from "../../api/types";
import { Table } from "../../components/basics";
import { play } from "../../components/Media";
import { Thumb, itemName } from "../../components/Thumb";
import { difference, type Piece } from "../../lib/diff";
import { labelName, pairNames } from "../../lib/pairs";
import { shownDetail } from "./Focus";

const NEAR = 0.85;
const ALIKE = 5;

export function Evidence() {
  const { item, detail } = shownDetail();
  if (!item) return null;
  if (!detail) return <div class={`ev of-${item.media ?? "text"} empty`} aria-busy="true" />;
  if (item.media === "image") return <Pictures item={item} detail={detail} />;
  return <Lines item={item} detail={detail} />;
}

/** The two labels in words; of a tag, the doubted one and its opposite. */
function headings({ given, suggested, tag }: Item): { given: string; suggested: string } {
  return pairNames({ given, suggested: tag === null ? suggested : 1 - given, tag });
}

function Pictures({ item, detail }: { item: Item; detail: Detail }) {
  const name = headings(item);
  return (
    <div class="ev of-image">
      {!item.blind && <Row title={name.given} items={detail.given_examples} />}
      {!item.blind && <Row title={name.suggested} items={detail.suggested_examples} />}
      {detail.neighbors.length > 0 && (
        <div class="nb">
          <h2>Most alike, with their labels</h2>
          <div class="row">
            {detail.neighbors.slice(0, 4).map(({ item: one }) => (
              <figure key={one.target}><Thumb item={one} size={72} /><figcaption>{labelName(one.given, one.tag)}</figcaption></figure>
            ))}
          </div>
        </div>
      )}
    </div>
  );
}

function Row({ title, items }: { title: string; items: Item[] }) {
  if (items.length === 0) return <span />;
  return (
    <div>
      <h2>Labelled <b>{title}</b> elsewhere</h2>
      <div class="row">{items.slice(0, 3).map((one) => <Thumb key={one.target} item={one} size={72} alt={`example of ${title}`} />)}</div>
    </div>
  );
}

function Lines({ item, detail }: { item: Item; detail: Detail }) {
  const name = headings(item);
  const examples = !item.blind && detail.given_examples.length + detail.suggested_examples.length > 0;
  return (
    <div class="ev of-text">
      {examples && (
        <div class="both-classes">
          <Examples title={name.given} items={detail.given_examples} />
          <Examples title={name.suggested} items={detail.suggested_examples} />
        </div>
      )}
      {detail.neighbors.length > 0 && <Alike detail={detail} />}
    </div>
  );
}

function Examples({ title, items }: { title: string; items: Item[] }) {
  if (items.length === 0) return <span />;
  return (
    <div>
      <h2>Labelled <b>{title}</b> elsewhere</h2>
      <ul>{items.slice(0, 3).map((one) => <li key={one.target}><Content item={one} /></li>)}</ul>
    </div>
  );
}

function Content({ item }: { item: Item }) {
  if (item.media === "audio") return <button type="button" class="btn quiet" onClick={() => play(item)}>Play {itemName(item)}</button>;
  return <>{item.text ?? itemName(item)}</>;
}

function Alike({ detail }: { detail: Detail }) {
  const texts = detail.text !== null;
  const near = detail.neighbors.slice(0, ALIKE).some((one) => differences(detail, one) !== null);
  return (
    <div class="card">
      <header>
        <h2>Most alike</h2>
        {texts && near && <span class="muted small">differences to this text are marked in near duplicates</span>}
      </header>
      <Table heads={[texts ? "Text" : "Example", "Its label", "#Alike"]}>
        {detail.neighbors.slice(0, ALIKE).map((one) => (
          <tr key={one.item.target}>
            <td class="cut"><Compared detail={detail} neighbor={one} /></td>
            <td class="cut lab">{labelName(one.item.given, one.item.tag)}</td>
            <td class="num">{one.similarity.toFixed(2)}</td>
          </tr>
        ))}
      </Table>
    </div>
  );
}

/** A near duplicate in pieces; null where it is none, or where more differs than is the same. */
function differences(detail: Detail, { item, similarity }: Neighbor): Piece[] | null {
  const near = similarity >= NEAR || detail.copies.some((copy) => copy.row === item.row);
  if (!near || item.text === null || detail.text === null) return null;
  const pieces = difference(item.text, detail.text);
  const length = (differs: boolean) => pieces.reduce((sum, piece) => sum + (piece.differs === differs ? piece.text.length : 0), 0);
  return length(true) <= length(false) ? pieces : null;
}

function Compared({ detail, neighbor }: { detail: Detail; neighbor: Neighbor }) {
  const pieces = differences(detail, neighbor);
  if (!pieces) return <Content item={neighbor.item} />;
  return (
    <>
      {pieces.map((piece, at) => (
        <Fragment key={at}>{piece.differs ? <ins>{piece.text}</ins> : piece.text}</Fragment>
      ))}
    </>
  );
}
