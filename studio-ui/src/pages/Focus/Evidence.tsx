// What helps to decide: surest examples of both classes, and the most similar examples with the labels they were given.
import type { Item, Neighbor } from "../../api/types";
import { Button, Table } from "../../components/basics";
import { play } from "../../components/Media";
import { contentName, Thumb } from "../../components/Thumb";
import { labelName, pairNames } from "../../lib/pairs";
import { shown } from "./queue";

const ALIKE = 5;

export function Evidence() {
  const { item, detail } = shown.value;
  if (!item) return null;
  if (!detail) return <div class={`ev of-${item.media ?? "text"} empty`} aria-busy="true" />;
  // Of a tag, the doubted one and its opposite.
  const name = pairNames({ ...item, suggested: item.tag === null ? item.suggested : 1 - item.given });
  const examples = !item.blind && detail.given_examples.length + detail.suggested_examples.length > 0 && (
    <>
      <Examples title={name.given} items={detail.given_examples} />
      <Examples title={name.suggested} items={detail.suggested_examples} />
    </>
  );
  const alike = detail.neighbors.slice(0, ALIKE);
  if (item.media === "image") return <div class="ev of-image">{examples}{alike.length > 0 && <Pictures alike={alike.slice(0, 4)} />}</div>;
  return <div class="ev of-text">{examples && <div class="both-classes">{examples}</div>}{alike.length > 0 && <Lines alike={alike} texts={detail.text !== null} />}</div>;
}

function Examples({ title, items }: { title: string; items: Item[] }) {
  if (items.length === 0) return <span />;
  return (
    <div>
      <h2>Labelled <b>{title}</b> elsewhere</h2>
      <ul class={items[0]?.media === "image" ? "row" : ""}>{items.slice(0, 3).map((one) => <li key={one.target}><Content item={one} alt={`example of ${title}`} /></li>)}</ul>
    </div>
  );
}

function Content({ item, alt = "" }: { item: Item; alt?: string }) {
  if (item.media === "image") return <Thumb item={item} size={72} alt={alt} />;
  if (item.media === "audio") return <Button look="quiet" onClick={() => play(item)}>Play {contentName(item)}</Button>;
  return <>{contentName(item)}</>;
}

function Pictures({ alike }: { alike: Neighbor[] }) {
  return (
    <div class="nb">
      <h2>Most alike, with their labels</h2>
      <div class="row">
        {alike.map(({ item }) => <figure key={item.target}><Content item={item} /><figcaption>{labelName(item.given, item.tag)}</figcaption></figure>)}
      </div>
    </div>
  );
}

function Lines({ alike, texts }: { alike: Neighbor[]; texts: boolean }) {
  return (
    <div class="card">
      <header>
        <h2>Most alike</h2>
        {alike.some((one) => one.pieces) && <span class="muted small">differences to this text are marked in near duplicates</span>}
      </header>
      <Table heads={[texts ? "Text" : "Example", "Its label", "#Alike"]}>
        {alike.map(({ item, similarity, pieces }) => (
          <tr key={item.target}>
            <td class="cut">{pieces?.map(([text, differs]) => (differs ? <ins>{text}</ins> : text)) ?? <Content item={item} />}</td>
            <td class="lab">{labelName(item.given, item.tag)}</td>
            <td class="num">{similarity.toFixed(2)}</td>
          </tr>
        ))}
      </Table>
    </div>
  );
}
