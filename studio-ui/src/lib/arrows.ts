// Arrow keys as steps: rows down and columns to the right.

const STEPS: Record<string, [down: number, right: number]> = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

/** What each arrow key does. */
export function arrows(step: (down: number, right: number) => void): Record<string, () => void> {
  return Object.fromEntries(Object.entries(STEPS).map(([key, way]) => [key, () => step(...way)]));
}
