/** The drawing surface of the map, with its mouse, touch and keys. */
import type { RefObject } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { nearest, type Points } from "./points";
import { Stage, type Look, type Outline } from "./stage";

export type Tool = "move" | "lasso";

interface CanvasProps {
  points: Points;
  look: Look | null;
  tool: Tool;
  outline: Outline | null;
  label: string;
  stage: RefObject<Stage | null>;
  onHover: (point: number) => void;
  onLasso: (outline: Outline) => void;
}

const NEAR = 9;
const FINE = 3;

export function Canvas(props: CanvasProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const overlay = useRef<HTMLCanvasElement>(null);
  const { points, look, outline, stage } = props;
  useLayoutEffect(() => {
    if (!look || !canvas.current || !overlay.current) return;
    if (stage.current) stage.current.repaint(look);
    else stage.current = new Stage(canvas.current, overlay.current, points, look);
  }, [points, look]);
  useEffect(() => {
    const watcher = new ResizeObserver(() => stage.current?.resize());
    watcher.observe(canvas.current as HTMLCanvasElement);
    return () => {
      watcher.disconnect();
      stage.current?.stop();
      stage.current = null;
    };
  }, [points]);
  useEffect(() => {
    if (!stage.current) return;
    stage.current.outline = outline;
    stage.current.mark();
  }, [outline, look]);
  const hands = useHands(props);
  return (
    <div class={`surface ${props.tool}`}>
      <canvas ref={canvas} role="img" aria-label={props.label} />
      <canvas ref={overlay} aria-hidden="true" {...hands} />
    </div>
  );
}

interface Pull {
  x: number;
  y: number;
  line: number[] | null;
}

/** What pointers and wheel do: drag moves or draws, two fingers zoom, a resting pointer shows its item. */
function useHands({ points, look, tool, stage, onHover, onLasso }: CanvasProps) {
  const pull = useRef<Pull | null>(null);
  const fingers = useRef(new Map<number, [number, number]>());

  const onPointerDown = (event: PointerEvent) => {
    if (event.button !== 0) return;
    (event.currentTarget as Element).setPointerCapture(event.pointerId);
    fingers.current.set(event.pointerId, [event.offsetX, event.offsetY]);
    const lasso = (tool === "lasso") !== event.shiftKey && fingers.current.size === 1;
    const start = stage.current?.place(event.offsetX, event.offsetY);
    pull.current = { x: event.offsetX, y: event.offsetY, line: lasso && start ? [...start] : null };
  };

  const onPointerMove = (event: PointerEvent) => {
    const { offsetX: x, offsetY: y } = event;
    const now = stage.current;
    if (!now || !look) return;
    if (!pull.current) {
      const found = nearest(points, look.kinds, now.view, x, y, NEAR);
      if (found === now.hovered) return;
      now.hovered = found;
      now.mark();
      onHover(found);
      return;
    }
    if (pinched(now, event, fingers.current)) return;
    const { line } = pull.current;
    if (line) draw(now, line, x, y);
    else now.pan(x - pull.current.x, y - pull.current.y);
    pull.current = { x, y, line };
  };

  const onPointerUp = (event: PointerEvent) => {
    fingers.current.delete(event.pointerId);
    const line = pull.current?.line;
    pull.current = null;
    if (line && line.length > 4) onLasso(line);
    else if (line && stage.current) stage.current.outline = null;
  };

  const onWheel = (event: WheelEvent) => {
    event.preventDefault();
    stage.current?.zoom(Math.exp(-event.deltaY / 400), event.offsetX, event.offsetY);
  };

  return { onPointerDown, onPointerMove, onPointerUp, onPointerCancel: onPointerUp, onWheel };
}

/** Adds a pixel to the lasso, once it is a little away from the last one. */
function draw(stage: Stage, line: number[], x: number, y: number): void {
  const [atX, atY] = stage.place(x, y);
  const [lastX, lastY] = [line.at(-2) ?? atX, line.at(-1) ?? atY];
  const { scaleX, scaleY } = stage.view;
  if (Math.hypot((atX - lastX) * scaleX, (atY - lastY) * scaleY) < FINE) return;
  line.push(atX, atY);
  stage.outline = line;
  stage.mark();
}

/** Two fingers zoom by how their distance changes. */
function pinched(stage: Stage, event: PointerEvent, fingers: Map<number, [number, number]>): boolean {
  const before = fingers.get(event.pointerId);
  const other = [...fingers].find(([id]) => id !== event.pointerId)?.[1];
  fingers.set(event.pointerId, [event.offsetX, event.offsetY]);
  if (!before || !other) return false;
  const span = (to: [number, number]) => Math.hypot(to[0] - other[0], to[1] - other[1]);
  const factor = span([event.offsetX, event.offsetY]) / Math.max(1, span(before));
  stage.zoom(factor, (event.offsetX + other[0]) / 2, (event.offsetY + other[1]) / 2);
  return true;
}
