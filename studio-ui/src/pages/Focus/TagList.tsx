// The tags of one example: the doubtful one in question, and the others as they stand; each can be switched by its digit.
import type { Detail, Item, TagState } from "../../api/types";
import { Bar, Kbd } from "../../components/basics";
import { Chip } from "../../components/Fix";
import { percent } from "../../lib/format";
import { className } from "../../state/app";
import { switchTag } from "./actions";

const tall = matchMedia("(min-height: 800px)");

/** The tag in question, then doubtful ones, then those that are set, then the likeliest others. */
export function shownTags(item: Item, detail: Detail): TagState[] {
  const weight = (tag: TagState) => (tag.target === item.target ? 8 : 0) + (tag.flagged ? 4 : 0) + (tag.given ? 2 : 0) + tag.probability;
  return [...detail.tags].sort((a, b) => weight(b) - weight(a)).slice(0, tall.matches ? 9 : 7);
}

export function TagList({ item, detail }: { item: Item; detail: Detail }) {
  const tags = shownTags(item, detail);
  const more = detail.tags.length - tags.length;
  return (
    <div class="cls tags" role="group" aria-label="Tags of this example">
      {tags.map((tag, index) => (
        <button type="button" key={tag.target} aria-pressed={tag.now} class={tag.target === item.target ? "asked" : ""}
          onMouseDown={(event) => event.preventDefault()} onClick={() => switchTag(tag)}>
          <kbd>{index + 1}</kbd>
          <span class={`box ${tag.now ? "on" : ""}`} aria-hidden="true" />
          <span class="n">
            <span>{className(tag.tag)}</span>
            {tag.target === item.target && <span class="tag s">in question</span>}
            {tag.target !== item.target && tag.status !== "todo" && <Chip status={tag.status} mark />}
            {tag.target !== item.target && tag.flagged && tag.status === "todo" && <Chip status="todo" mark word="looks wrong" />}
          </span>
          <Bar value={tag.probability} tone={tag.target === item.target ? "p" : ""} />
          <span class="v">{percent(tag.probability)}</span>
        </button>
      ))}
      {more > 0 && <p class="small muted">and {more} more: <Kbd action="relabel" /> finds them</p>}
    </div>
  );
}
