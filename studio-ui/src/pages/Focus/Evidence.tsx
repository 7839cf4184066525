// What helps to decide: surest examples of both classes, and the most similar examples with the labels they were given.
import type { Detail, Item, Neighbor } from "../../api/types";
import { Button, Table } from "../../components/basics";
import { play } from "../../components/Media";
import { contentName, Thumb } from "../../components/Thumb";
import { labelName, pairNames } from "../../lib/pairs";
import { shown } from "./queue";

const ALIKE = 5;

export function Evidence() {
  const { item, detail } = shown.value;
  return <div class={`ev of-${item?.media ?? "text"}`}>{detail && <Found {...detail} />}</div>;
}

function Found({ item, given_examples, suggested_examples, neighbors }: Detail) {
  // Of a tag, the doubted one and its opposite.
  const { given, suggested } = pairNames({ ...item, suggested: item.tag === null ? item.suggested : 1 - item.given });
  const examples = !item.blind && <><Examples title={given} items={given_examples} /><Examples title={suggested} items={suggested_examples} /></>;
  const alike = neighbors.slice(0, ALIKE);
  if (item.media === "image") return <>{examples}{alike.length > 0 && <Pictures alike={alike.slice(0, 4)} />}</>;
  return <><div class="both-classes">{examples}</div>{alike.length > 0 && <Lines alike={alike} />}</>;
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

function Lines({ alike }: { alike: Neighbor[] }) {
  return (
    <div class="card">
      <header>
        <h2>Most alike</h2>
        {alike.some((one) => one.pieces) && <span class="muted small">differences to this one are marked</span>}
      </header>
      <Table heads={["Example", "Its label", "#Alike"]}>
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
