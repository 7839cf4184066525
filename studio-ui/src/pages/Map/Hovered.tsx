/** The item under the pointer, in a place of its own: nothing covers the map. */
import { useEffect, useState } from "preact/hooks";
import type { Detail, Item } from "../../api/types";
import { ItemFix } from "../../components/Fix";
import { itemName, Thumb } from "../../components/Thumb";
import { useFetch } from "../../components/useFetch";
import { percent } from "../../lib/format";
import { href } from "../../router";
import { NO_CLASS, type Points } from "./points";
import { classes, className, isTags } from "../../state/app";

const PAUSE = 60;

export function Hovered({ points, point }: { points: Points; point: number }) {
  const resting = useResting(point);
  const { data } = useFetch<Detail>(resting < 0 ? null : `items/${targetOf(points, resting)}`);
  const item = data && data.item.row === point ? data.item : null;
  return (
    <section class="hovered">
      <h2>Under the pointer</h2>
      {point < 0 ? <p class="soft">Rest on a point to see its item.</p> : <Card item={item} given={points.data[4 * point + 2] as number} />}
    </section>
  );
}

function Card({ item, given }: { item: Item | null; given: number }) {
  if (!item) return <p class="soft">{given === NO_CLASS ? "…" : className(given)}</p>;
  return (
    <>
      <Thumb item={item} size={128} />
      <p><ItemFix item={item} /></p>
      <p class="small muted">
        {item.chance !== null && <>Chance that the given label is wrong: <b>{percent(item.chance)}</b>. </>}
        <a href={href("/review", { item: item.target })}>{itemName(item)}</a>
      </p>
    </>
  );
}

/** A point is a row; of tags, the tag that is most in doubt stands for it, else the first. */
function targetOf(points: Points, row: number): number {
  if (!isTags.value) return row;
  const tag = points.data[4 * row + 2] as number;
  return row * classes.value.filter((one) => !one.added).length + (tag === NO_CLASS ? 0 : tag);
}

/** The point, once the pointer has rested on it for a moment. */
function useResting(point: number): number {
  const [resting, setResting] = useState(-1);
  useEffect(() => {
    const timer = setTimeout(() => setResting(point), PAUSE);
    return () => clearTimeout(timer);
  }, [point]);
  return resting;
}
