/** The keys of a sheet: arrows walk, letters mark, digits name a tile, Shift commits. */
import { useEffect, useRef } from "preact/hooks";
import { useKeys } from "../../keys";
import { needed } from "./bounds";
import { acceptOf, flipped, KEEP, neighbour, typedTile } from "./marks";
import type { SheetModel } from "./model";
import { openingSize, verdict } from "./verdict";
import { play } from "../../components/Media";
import { isTags, settings } from "../../state/app";

/** So long a typed digit waits for the next one. */
const WAIT = 700;

interface Grid {
  current: HTMLOListElement | null;
}

export function useSheetKeys(model: SheetModel, grid: Grid, name: () => void): void {
  const size = () => model.items.value?.length ?? 0;
  const walk = (key: string) => () => (model.cursor.value = neighbour(model.cursor.value, key, columns(grid), size()));
  const arrows = ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"].map((key) => [key, walk(key)] as const);
  const type = useTyped(model, size);
  const { start } = model.options;
  const commit = (verb: "accept" | "keep") => () => model.commit(verb === start ? null : verb);
  useKeys({
    on: {
      accept: () => model.markHere(acceptOf),
      keep: () => model.markHere(KEEP),
      exclude: () => model.markHere({ verb: "exclude", label: null }),
      unsure: () => model.markHere({ verb: "unsure", label: null }),
      both: () => model.markHere({ verb: "ambiguous", label: null }),
      relabel: () => !isTags.value && name(),
      undo: () => model.undo(),
      acceptAll: commit("accept"),
      keepAll: commit("keep"),
      judge: () => sampleKey(model),
      rest: () => bulkKey(model),
      play: () => playHere(model),
    },
    digit: (index) => type((index + 1) % 10),
    keys: {
      ...Object.fromEntries(arrows),
      Home: () => (model.cursor.value = 0),
      End: () => (model.cursor.value = Math.max(0, size() - 1)),
      PageDown: () => model.turn(1),
      PageUp: () => model.turn(-1),
    },
  });
}

function playHere(model: SheetModel): void {
  const item = model.items.value?.[model.cursor.value];
  if (item) play(item);
}

function bulkKey(model: SheetModel): void {
  const sample = model.sample.value;
  if (sample && model.busy.value === null && verdict(sample, model.options.start).open) void model.decideRest(null);
}

function sampleKey(model: SheetModel): void {
  if (model.sampling.value) return model.leaveSample();
  const { start } = model.options;
  const sample = model.sample.value;
  const size = sample ? openingSize(sample, start) : needed(0, settings.value.gate ?? 0.05);
  if (size !== null && !(sample && verdict(sample, start).open)) void model.judge(size);
}

/** How many tiles lie side by side, as laid out now. */
function columns(grid: Grid): number {
  const tiles = [...(grid.current?.children ?? [])] as HTMLElement[];
  const top = tiles[0]?.offsetTop;
  return Math.max(1, tiles.filter((tile) => tile.offsetTop === top).length);
}

/** Collects typed digits until they can mean only one tile, or a moment has passed. */
function useTyped(model: SheetModel, size: () => number): (digit: number) => void {
  const digits = useRef("");
  const timer = useRef(0);
  useEffect(() => () => clearTimeout(timer.current), []);
  const flip = (index: number) => {
    digits.current = "";
    model.mark(index, flipped);
  };
  return (digit) => {
    clearTimeout(timer.current);
    const found = typedTile(digits.current + digit, size()) ?? typedTile(String(digit), size());
    if (!found) {
      digits.current = "";
      return;
    }
    digits.current = String(found.index + 1);
    model.cursor.value = found.index;
    if (found.sure) flip(found.index);
    else timer.current = window.setTimeout(() => flip(found.index), WAIT);
  };
}
