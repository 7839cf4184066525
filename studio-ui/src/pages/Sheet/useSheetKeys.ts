/** The keys of a sheet: arrows walk, letters mark, digits name a tile, Shift commits. Those of the gate are its own. */
import { useEffect, useRef } from "preact/hooks";
import { play } from "../../components/Media";
import { useKeys } from "../../keys";
import { arrows } from "../../lib/arrows";
import { isTags } from "../../state/app";
import type { Sampled } from "../Bulk/deeds";
import { flipped, typedTile } from "./marks";
import type { SheetModel } from "./model";

/** So long a typed digit waits for the next one. */
const WAIT = 700;
const MARKS = ["accept", "keep", "exclude", "unsure", "both"] as const;

interface Grid {
  current: HTMLOListElement | null;
}

export function useSheetKeys(model: SheetModel, grid: Grid, name: () => void): void {
  const { cursor } = model;
  const size = () => model.items.value?.length ?? 0;
  const to = (index: number) => index >= 0 && index < size() && (cursor.value = index);
  const { start } = model.options;
  const commit = (deed: Sampled) => () => model.commit(deed === start ? null : deed);
  const marks = Object.fromEntries(MARKS.map((deed) => [deed, () => model.markHere(deed)]));
  const typed = useTyped(model, size);
  useKeys({
    on: {
      ...marks,
      relabel: () => isTags.value || name(),
      undo: () => model.undo(),
      acceptAll: commit("accept"),
      keepAll: commit("keep"),
      play: () => {
        const item = model.items.value?.[cursor.value];
        if (item) play(item);
      },
    },
    digit: (index) => typed((index + 1) % 10),
    keys: {
      ...arrows((down, right) => to(cursor.value + down * columns(grid) + right)),
      Home: () => to(0),
      End: () => to(size() - 1),
      PageDown: () => model.turn(1),
      PageUp: () => model.turn(-1),
    },
  });
}

/** How many tiles lie side by side, as laid out now. */
function columns(grid: Grid): number {
  const tiles = [...(grid.current?.children ?? [])] as HTMLElement[];
  return Math.max(1, tiles.filter((tile) => tile.offsetTop === tiles[0]?.offsetTop).length);
}

/** Collects typed digits until they can mean only one tile, or a moment has passed. */
function useTyped(model: SheetModel, size: () => number): (digit: number) => void {
  const digits = useRef("");
  const timer = useRef(0);
  useEffect(() => () => clearTimeout(timer.current), []);
  return (digit) => {
    clearTimeout(timer.current);
    const found = typedTile(digits.current + digit, size()) ?? typedTile(String(digit), size());
    digits.current = "";
    if (!found) return;
    const flip = () => {
      digits.current = "";
      model.mark(found.index, flipped);
    };
    model.cursor.value = found.index;
    if (found.sure) return flip();
    digits.current = String(found.index + 1);
    timer.current = window.setTimeout(flip, WAIT);
  };
}
