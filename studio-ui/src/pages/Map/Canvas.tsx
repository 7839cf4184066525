/** The drawing surface of the map, with its mouse, touch and wheel. */
import type { RefObject } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { Points } from "./points";
import { makeStage, type Look, type Outline, type Stage } from "./stage";

export type Tool = "move" | "lasso";

interface CanvasProps {
  points: Points;
  look: Look;
  tool: Tool;
  outline: Outline;
  label: string;
  stage: RefObject<Stage | null>;
  onHover: (point: number) => void;
  onLasso: (outline: Outline) => void;
}

/** A pointer rests after so many milliseconds. */
const PAUSE = 60;

export function Canvas(props: CanvasProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const above = useRef<SVGSVGElement>(null);
  const { points, look, outline, stage } = props;
  useEffect(() => {
    const made = makeStage(canvas.current as HTMLCanvasElement, above.current as SVGElement, points);
    stage.current = made;
    const watcher = new ResizeObserver(made.resize);
    watcher.observe(canvas.current as HTMLCanvasElement);
    return () => (watcher.disconnect(), made.stop());
  }, [points]);
  useEffect(() => stage.current?.paint(look), [look]);
  useEffect(() => stage.current?.draw(outline), [outline]);
  return (
    <div class={`surface ${props.tool}`}>
      <svg ref={above} aria-hidden="true">
        <polygon />
        <circle r="8" />
      </svg>
      <canvas ref={canvas} role="img" aria-label={props.label} {...useHands(props)} />
    </div>
  );
}

/** What pointers and wheel do: drag moves or draws, two fingers zoom, a resting pointer shows its item. */
function useHands({ tool, stage, onHover, onLasso }: CanvasProps) {
  const hands = useRef({ fingers: new Map<number, [number, number]>(), line: null as number[] | null, timer: 0 }).current;

  const onPointerDown = (event: PointerEvent) => {
    if (event.button !== 0) return;
    (event.currentTarget as Element).setPointerCapture(event.pointerId);
    hands.fingers.set(event.pointerId, [event.offsetX, event.offsetY]);
    hands.line = (tool === "lasso") !== event.shiftKey && hands.fingers.size === 1 ? [] : null;
  };

  const onPointerMove = ({ pointerId, offsetX: x, offsetY: y }: PointerEvent) => {
    const { fingers, line } = hands;
    const now = stage.current as Stage;
    const before = fingers.get(pointerId);
    clearTimeout(hands.timer);
    if (!before) {
      hands.timer = window.setTimeout(() => onHover(now.hover(x, y)), PAUSE);
      return;
    }
    const [oldX, oldY] = before;
    fingers.set(pointerId, [x, y]);
    const other = [...fingers].find(([id]) => id !== pointerId)?.[1];
    if (other) {
      const [otherX, otherY] = other;
      const span = (toX: number, toY: number) => Math.max(1, Math.hypot(toX - otherX, toY - otherY));
      now.zoom(span(x, y) / span(oldX, oldY), (x + otherX) / 2, (y + otherY) / 2);
    } else if (line) {
      line.push(...now.place(x, y));
      now.draw(line);
    } else now.pan(x - oldX, y - oldY);
  };

  const onPointerUp = ({ pointerId }: PointerEvent) => {
    const { line } = hands;
    hands.fingers.delete(pointerId);
    hands.line = null;
    if (line) onLasso(line.length > 4 ? line : []);
  };

  const onWheel = (event: WheelEvent) => {
    event.preventDefault();
    stage.current?.zoom(Math.exp(-event.deltaY / 400), event.offsetX, event.offsetY);
  };

  return { onPointerDown, onPointerMove, onPointerUp, onPointerCancel: onPointerUp, onWheel };
}
