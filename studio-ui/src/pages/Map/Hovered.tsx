/** The item under the pointer, in a place of its own: nothing covers the map. */
import type { Detail } from "../../api/types";
import { ItemFix } from "../../components/Fix";
import { itemName, Thumb } from "../../components/Thumb";
import { useFetch } from "../../components/useFetch";
import { percent } from "../../lib/format";
import { href } from "../../router";
import { classes, isTags } from "../../state/app";
import { NO_CLASS, type Points } from "./points";

export function Hovered({ points, point }: { points: Points; point: number }) {
  const { data } = useFetch<Detail>(point < 0 ? null : `items/${targetOf(points, point)}`);
  const item = data?.item.row === point ? data.item : null;
  return (
    <section class="hovered">
      <h2>Under the pointer</h2>
      {point < 0 && <p class="soft">Rest on a point to see its item.</p>}
      {item && (
        <>
          <Thumb item={item} size={128} />
          <p><ItemFix item={item} /></p>
          <p class="small muted">
            {item.chance !== null && <>Chance that the given label is wrong: <b>{percent(item.chance)}</b>. </>}
            <a href={href("/review", { item: item.target })}>{itemName(item)}</a>
          </p>
        </>
      )}
    </section>
  );
}

/** A point is a row; of tags, the tag that is most in doubt stands for it, else the first. */
function targetOf({ given }: Points, row: number): number {
  if (!isTags.value) return row;
  const tag = given[row] as number;
  return row * classes.value.filter((one) => !one.added).length + (tag === NO_CLASS ? 0 : tag);
}
