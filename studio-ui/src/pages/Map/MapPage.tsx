/** The map: every example as a point, near ones are alike. A lasso makes a queue; it never decides. */
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { Button, Kbd, Seg, Strip } from "../../components/basics";
import { type Bindings, useKeys } from "../../keys";
import { count } from "../../lib/format";
import { route, setQuery } from "../../router";
import { classes, counts, isTags, project } from "../../state/app";
import { Canvas, type Tool } from "./Canvas";
import { Hovered } from "./Hovered";
import { Legend } from "./Legend";
import { COLOURED, lookOf, paintChance, paintGiven, paintStatus, type By, type Painting } from "./paint";
import type { Points } from "./points";
import { Selection } from "./Selection";
import type { Outline, Stage } from "./stage";
import { usePoints } from "./usePoints";
import { useScheme } from "./useScheme";

const WAYS: readonly (readonly [By, string])[] = [
  ["given", "Given label"],
  ["status", "Status"],
  ["chance", "Chance wrong"],
];
const STEP = 60;

export function MapPage() {
  const { has_map: hasMap, examples, noun } = project.value;
  const { points, problem } = usePoints(hasMap);
  const flagged = counts.value?.flagged ?? 0;
  return (
    <main id="main" class="map">
      <section>
        <div class="head">
          <div>
            <h1>Where they lie</h1>
            <p class="soft">
              {count(examples)} {noun}, {count(flagged)} {isTags.value ? "tags look" : "look"} wrong. Points close together are alike.
            </p>
          </div>
        </div>
        {!hasMap && <NoMap />}
        {problem && <Strip kind="err" icon="flag" title="The map is not shown.">{problem}</Strip>}
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

const wayOf = (query: URLSearchParams): By => {
  const by = WAYS.find(([name]) => name === query.get("by"))?.[0];
  return by ?? "given";
};

function paintingOf(by: By, points: Points, chosen: readonly number[]): Painting {
  if (by === "given") return paintGiven(points, classes.value, chosen, isTags.value ? "no tag in doubt" : "no label");
  return by === "status" ? paintStatus(points) : paintChance(points);
}

function Explorer({ points }: { points: Points }) {
  const by = wayOf(route.value.query);
  const [chosen, setChosen] = useState<number[]>([]);
  const [hidden, setHidden] = useState<ReadonlySet<number>>(new Set<number>());
  const [tool, setTool] = useState<Tool>("move");
  const [hovered, setHovered] = useState(-1);
  const [outline, setOutline] = useState<Outline | null>(null);
  const [selected, setSelected] = useState<Uint32Array | null>(null);
  const stage = useRef<Stage>(null);
  const scheme = useScheme();
  const painting = useMemo(() => paintingOf(by, points, chosen), [by, points, chosen, classes.value]);
  const look = useMemo(() => lookOf(painting, hidden, document.documentElement), [painting, hidden, scheme]);

  const select = (line: Outline | null) => {
    setOutline(line);
    setSelected(line && stage.current ? stage.current.inside(line) : null);
  };
  useEffect(() => select(null), [points]);
  const view = () => stage.current && select(corners(stage.current));
  const turn = () => setTool(tool === "move" ? "lasso" : "move");
  useMapKeys(stage, { on: { lasso: turn, inView: view }, keys: { Escape: () => select(null) } });

  const toggle = (kind: number) => {
    const next = new Set(hidden);
    if (!next.delete(kind)) next.add(kind);
    setHidden(next);
    select(null);
  };
  const colour = (id: number) => setChosen([id, ...chosen.filter((one) => one !== id)]);
  const paintBy = (way: By) => {
    setHidden(new Set());
    select(null);
    setQuery({ by: way });
  };
  return (
    <>
      <div class="tools">
        <Seg label="Colour by" value={by} options={WAYS.map(([way, word]) => [way, way === "given" && isTags.value ? "Tag in doubt" : word])} onChoose={paintBy} />
        <Tools tool={tool} onTool={setTool} stage={stage} onView={view} />
      </div>
      <Canvas points={points} look={look} tool={tool} outline={outline} stage={stage} label={spoken(by, painting)} onHover={setHovered} onLasso={select} />
      <aside class="side" aria-label="Legend and selection">
        <Legend legend={painting.legend} inks={look.inks} hidden={hidden} onToggle={toggle} />
        {by === "given" && classes.value.length > COLOURED && <ClassChoice onChoose={colour} />}
        <Selection points={points} selected={selected} onClear={() => select(null)} />
        <Hovered points={points} point={hovered} />
      </aside>
    </>
  );
}

/** What the picture shows, for people who do not see it. */
function spoken(by: By, painting: Painting): string {
  const parts = painting.legend.filter((kind) => kind.size > 0).map((kind) => `${count(kind.size)} ${kind.label}`);
  const what = { given: isTags.value ? "tag in doubt" : "given label", status: "status", chance: "chance" }[by];
  return `Map of all points by ${what}: ${parts.slice(-12).reverse().join(", ")}`;
}

/** The corners of what is in view, as an outline. */
function corners(stage: Stage): Outline {
  const { width, height } = stage.view;
  const [left, top] = stage.place(1, 1);
  const [right, bottom] = stage.place(width - 1, height - 1);
  return [left, top, right, top, right, bottom, left, bottom];
}

function useMapKeys(stage: { current: Stage | null }, own: Bindings): void {
  const pan = (dx: number, dy: number) => () => stage.current?.pan(dx, dy);
  const zoom = (factor: number) => () => stage.current?.zoom(factor);
  const whole = () => stage.current?.whole();
  const keys = {
    ArrowLeft: pan(STEP, 0),
    ArrowRight: pan(-STEP, 0),
    ArrowUp: pan(0, STEP),
    ArrowDown: pan(0, -STEP),
    "+": zoom(1.5),
    "=": zoom(1.5),
    "-": zoom(1 / 1.5),
    "0": whole,
  };
  useKeys({ on: own.on, keys: { ...keys, ...own.keys } });
}

interface ToolsProps {
  tool: Tool;
  onTool: (tool: Tool) => void;
  onView: () => void;
  stage: { current: Stage | null };
}

function Tools({ tool, onTool, onView, stage }: ToolsProps) {
  return (
    <>
      <Seg label="What dragging does" value={tool} options={[["move", "Move"], ["lasso", <>Lasso <Kbd action="lasso" /></>]]} onChoose={onTool} />
      <Button onClick={onView} action="inView">Select all in view</Button>
      <span class="zoom">
        <Button look="quiet" label="Closer" hotkey="+" onClick={() => stage.current?.zoom(1.5)}>{""}</Button>
        <Button look="quiet" label="Further away" hotkey="-" onClick={() => stage.current?.zoom(1 / 1.5)}>{""}</Button>
        <Button look="quiet" hotkey="0" onClick={() => stage.current?.whole()}>Whole</Button>
      </span>
    </>
  );
}

function ClassChoice({ onChoose }: { onChoose: (id: number) => void }) {
  const choose = (event: Event) => {
    const select = event.currentTarget as HTMLSelectElement;
    if (select.value !== "") onChoose(Number(select.value));
    select.value = "";
  };
  return (
    <label class="choice small">
      <span class="muted">Give a colour to</span>
      <select onChange={choose}>
        <option value="">another class…</option>
        {classes.value.map((one) => (
          <option key={one.id} value={one.id}>
            {one.name}
          </option>
        ))}
      </select>
    </label>
  );
}
