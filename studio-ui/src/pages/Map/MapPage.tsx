/** The map: every example as a point, near ones are alike. A lasso makes a queue; it never decides. */
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { Button, Kbd, Problem, Seg } from "../../components/basics";
import { useFetch } from "../../components/useFetch";
import { useKeys } from "../../keys";
import { arrows } from "../../lib/arrows";
import { count } from "../../lib/format";
import { inkOf } from "../../lib/ink";
import { route, setQuery } from "../../router";
import { classes, counts, isTags, project } from "../../state/app";
import { dark } from "../../state/theme";
import { Canvas, type Tool } from "./Canvas";
import { Hovered } from "./Hovered";
import { Legend } from "./Legend";
import { COLOURED, paintChance, paintClass, paintStatus, type By, type Painting } from "./paint";
import { decode, type Points } from "./points";
import { Selection } from "./Selection";
import type { Look, Outline, Stage } from "./stage";

export function MapPage() {
  const { has_map: hasMap, examples, noun } = project.value;
  const { data, problem } = useFetch<ArrayBuffer>(hasMap ? "points" : null);
  const points = useMemo(() => data && decode(data), [data]);
  const flagged = counts.value?.flagged ?? 0;
  return (
    <main id="main" class="map">
      <section>
        <h1>Where they lie</h1>
        <p class="soft">
          {count(examples)} {noun}, {count(flagged)} {isTags.value ? "tags look" : "look"} wrong. Points close together are alike.
        </p>
        {!hasMap && <NoMap />}
        <Problem>{problem}</Problem>
        {hasMap && !points && !problem && <div class="surface wait" role="status" aria-label="Reading the points" />}
      </section>
      {points && <Explorer points={points} />}
    </main>
  );
}

function NoMap() {
  return (
    <div class="nothing">
      <h2>There is nothing to draw the map from.</h2>
      <p class="soft">
        This audit was given only labels and probabilities. Audit the data itself, or give it features, and the map appears.
      </p>
      <Button href="/matrix">See the matrix instead</Button>
    </div>
  );
}

const WAYS: [By, string][] = [["given", "Given label"], ["suggested", "Suggested label"], ["status", "Status"], ["chance", "Chance wrong"]];
const TAG_WAYS: [By, string][] = [["given", "Tag in doubt"], ...WAYS.slice(2)];

function paintingOf(by: By, points: Points, chosen: readonly number[]): Painting {
  if (by === "status") return paintStatus(points);
  if (by === "chance") return paintChance(points);
  const none = isTags.value ? "no tag in doubt" : by === "given" ? "no label" : "none suggested";
  return paintClass(points[by], classes.value, chosen, none);
}

/** A painting in the colours that the page has now. */
function lookOf(painting: Painting, hidden: ReadonlySet<number>): Look {
  const inks = painting.legend.map((kind) => inkOf(kind.colour));
  return { ...painting, inks, pixels: Uint32Array.from(inks, (ink, kind) => (hidden.has(kind) ? 0 : pixel(ink))) };
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
  const ways = isTags.value ? TAG_WAYS : WAYS;
  const [by, word] = ways.find(([way]) => way === route.value.query.get("by")) ?? ways[0]!;
  const [chosen, setChosen] = useState<number[]>([]);
  const [hidden, setHidden] = useState<ReadonlySet<number>>(new Set<number>());
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

  const toggle = (kind: number) => {
    const next = new Set(hidden);
    if (!next.delete(kind)) next.add(kind);
    setHidden(next);
  };
  const paintBy = (way: By) => {
    setHidden(new Set());
    setQuery({ by: way });
  };
  const shown = painting.legend.filter((kind) => kind.size > 0).map((kind) => `${count(kind.size)} ${kind.label}`);
  const label = `Map of all points by ${word.toLowerCase()}: ${shown.slice(-12).reverse().join(", ")}`;
  return (
    <>
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
        {(by === "given" || by === "suggested") && classes.value.length > COLOURED && <ClassChoice onChoose={(id) => setChosen([id, ...chosen])} />}
        <Selection points={points} selected={selected} onClear={clear} />
        <Hovered points={points} point={hovered} />
      </aside>
    </>
  );
}

function ClassChoice({ onChoose }: { onChoose: (id: number) => void }) {
  const choose = ({ currentTarget: select }: { currentTarget: HTMLSelectElement }) => {
    onChoose(Number(select.value));
    select.selectedIndex = 0;
  };
  return (
    <label class="choice small">
      <span class="muted">Give a colour to</span>
      <select class="field" onChange={choose}>
        <option disabled selected>another class…</option>
        {classes.value.map((one) => <option key={one.id} value={one.id}>{one.name}</option>)}
      </select>
    </label>
  );
}
