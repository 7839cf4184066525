// What W does: marks in texts and rows, examples of both classes over an image, playing a recording. Held, it shows only while held.
import { signal } from "@preact/signals";

const HELD = 350;

export const overlay = signal(false);
let since = 0;

/** Of a recording: play it, or stop. */
export function switchOverlay(): void {
  const player = document.querySelector<HTMLAudioElement>(".stage audio");
  if (player) return player.paused ? void player.play().catch(() => undefined) : player.pause();
  overlay.value = !overlay.value;
  since = performance.now();
}

/** The key was let go: after a long press the old state comes back. */
export function releaseOverlay(): void {
  if (since > 0 && performance.now() - since > HELD) overlay.value = !overlay.value;
  since = 0;
}
