/** The map: every example as a point, near ones are alike. A lasso makes a queue; it never decides. */
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { Button, Kbd, Seg } from "../../components/basics";
import { Notice, Skeleton } from "../../components/Skeleton";
import { useFetch } from "../../components/useFetch";
import { useKeys } from "../../keys";
import { arrows } from "../../lib/arrows";
import { count, counted } from "../../lib/format";
import { inkOf } from "../../lib/ink";
import { route, setQuery } from "../../router";
import { classes, counts, isTags, project } from "../../state/app";
import { dark } from "../../state/theme";
import { Canvas, type Tool } from "./Canvas";
import { Hovered } from "./Hovered";
import { Legend } from "./Legend";
import { COLOURED, paintChance, paintClass, paintStatus, sizesOf, type By, type Painting } from "./paint";
import { decode, type Points } from "./points";
import { Selection } from "./Selection";
import type { Look, Outline, Stage } from "./stage";

export function MapPage() {
  const hasMap = project.value.has_map;
  const { data, problem } = useFetch<ArrayBuffer>(hasMap ? "points" : null);
  const points = useMemo(() => data && decode(data), [data]);
  if (!hasMap) {
    return (
      <Notice title="There is nothing to draw the map from.">
        The audit was given labels and probabilities only. Audit the data itself, or give it features, and the map appears.{" "}
        <a href="/matrix">See the matrix instead</a>
      </Notice>
    );
  }
  if (!points) return problem ? <Notice title="The map cannot be shown.">{problem}</Notice> : <Skeleton />;
  return <Explorer points={points} />;
}

const WAYS: [By, string][] = [["given", "Given label"], ["suggested", "Suggested label"], ["status", "Status"], ["chance", "Chance wrong"]];
const TAG_WAYS: [By, string][] = [["given", "Tag in doubt"], ...WAYS.slice(2)];

function paintingOf(by: By, points: Points, chosen: readonly number[]): Painting {
  if (by === "status") return paintStatus(points);
  if (by === "chance") return paintChance(points);
  return paintClass(points[by], classes.value, chosen);
}

/** A painting in the colours that the page has now. */
function lookOf(painting: Painting, hidden: readonly number[]): Look {
  const inks = painting.legend.map((kind) => inkOf(kind.colour));
  return { ...painting, inks, pixels: inks.map((ink, kind) => (hidden.includes(kind) ? 0 : pixel(ink))) };
}

/** "rgb(29, 85, 176)" as the canvas of today's machines stores it: alpha, blue, green, red. */
function pixel(ink: string): number {
  const [red, green, blue] = ink.match(/\d+/g)!.map(Number);
  return (0xff << 24) | (blue! << 16) | (green! << 8) | red!;
}

/** So many pixels an arrow key moves the map. */
const STEP = 60;
const NOTHING: Outline = [];

function Explorer({ points }: { points: Points }) {
  const { examples, noun } = project.value;
  const ways = isTags.value ? TAG_WAYS : WAYS;
  const [by] = ways.find(([way]) => way === route.value.query.get("by")) ?? ways[0]!;
  const [chosen, setChosen] = useState<number[]>([]);
  const [hidden, setHidden] = useState<readonly number[]>([]);
  const [tool, setTool] = useState<Tool>("move");
  const [hovered, setHovered] = useState(-1);
  const [outline, setOutline] = useState(NOTHING);
  const stage = useRef<Stage>(null);
  const painting = useMemo(() => paintingOf(by, points, chosen), [by, points, chosen, classes.value]);
  const look = useMemo(() => lookOf(painting, hidden), [painting, hidden, dark.value]);
  const selected = useMemo(() => (outline.length > 0 && stage.current ? stage.current.inside(outline) : null), [outline]);

  const clear = () => setOutline(NOTHING);
  useEffect(clear, [points, by, hidden]);
  const inView = () => stage.current && setOutline(stage.current.view());
  const closer = () => stage.current?.zoom(1.5);
  const further = () => stage.current?.zoom(1 / 1.5);
  const whole = () => stage.current?.whole();
  const pan = arrows((down, right) => stage.current?.pan(-STEP * right, -STEP * down));
  useKeys({
    on: { lasso: () => setTool(tool === "move" ? "lasso" : "move"), inView },
    keys: { ...pan, "+": closer, "=": closer, "-": further, "0": whole, Escape: clear },
  });

  const toggle = (kind: number) => setHidden(hidden.includes(kind) ? hidden.filter((one) => one !== kind) : [...hidden, kind]);
  const paintBy = (way: By) => {
    setHidden([]);
    setQuery({ by: way });
  };
  const label = `Map of all points: ${sizesOf(painting.legend)}`;
  return (
    <main id="main" class="map">
      <section>
        <h1>Where they lie</h1>
        <p class="soft">
          {counted(examples, noun)}, {count(counts.value?.flagged ?? 0)} {isTags.value ? "tags look" : "look"} wrong. Points close together are alike.
        </p>
      </section>
      <div class="tools">
        <Seg label="Colour by" value={by} options={ways} onChoose={paintBy} />
        <Seg label="What dragging does" value={tool} options={[["move", "Move"], ["lasso", <>Lasso <Kbd action="lasso" /></>]]} onChoose={setTool} />
        <Button onClick={inView} action="inView">Select all in view</Button>
        <span class="zoom">
          <Button look="quiet" label="Closer" hotkey="+" onClick={closer} />
          <Button look="quiet" label="Further away" hotkey="-" onClick={further} />
          <Button look="quiet" hotkey="0" onClick={whole}>Whole</Button>
        </span>
      </div>
      <Canvas {...{ points, look, tool, outline, label, stage }} onHover={setHovered} onLasso={setOutline} />
      <aside class="side" aria-label="Legend and selection">
        <Legend legend={painting.legend} hidden={hidden} onToggle={toggle} />
        {(by === "given" || by === "suggested") && classes.value.length > COLOURED && (
          <label class="choice small">
            <span class="muted">Give a colour to</span>
            <select class="field" value="" onChange={(event) => setChosen([Number(event.currentTarget.value), ...chosen])}>
              <option value="">another class…</option>
              {classes.value.map(({ id, name }) => <option key={id} value={id}>{name}</option>)}
            </select>
          </label>
        )}
        <Selection points={points} selected={selected} onClear={clear} />
        <Hovered points={points} point={hovered} />
      </aside>
    </main>
  );
}
