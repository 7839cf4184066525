// One keyboard for the whole app: actions have names, names have keys, keys can be changed but never collide.
import { computed, signal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { Settings } from "./api/types";

/** Everything that a key can do; digits choose a listed class and are fixed. */
export const ACTIONS = {
  accept: "Accept",
  keep: "Keep",
  relabel: "Relabel",
  exclude: "Exclude",
  unsure: "Unsure",
  both: "Both fit",
  overlay: "Overlay",
  undo: "Undo",
  comment: "Comment",
  next: "Next, without deciding",
  previous: "Previous, without deciding",
  goto: "Go to an item",
  acceptAll: "Accept the whole sheet",
  keepAll: "Keep the whole sheet",
  judge: "Judge a random sample",
  rest: "Decide all the rest at once",
  play: "Play the recording",
  lasso: "Lasso or move on the map",
  inView: "Select all in view on the map",
  help: "Keys and help",
} as const;

export type Action = keyof typeof ACTIONS;
export type Keymap = Record<Action, string>;

const LABELPROOF: Keymap = {
  accept: "a",
  keep: "d",
  relabel: "f",
  exclude: "e",
  unsure: "s",
  both: "q",
  overlay: "w",
  undo: "z",
  comment: "c",
  next: "ArrowRight",
  previous: "ArrowLeft",
  goto: "g",
  acceptAll: "Shift+A",
  keepAll: "Shift+D",
  judge: "r",
  rest: "Shift+G",
  play: "p",
  lasso: "l",
  inView: "v",
  help: "?",
};

/** The two sets to start from; "qwen" is for people used to Q keep, W auto-fix, E exclude, N needs review. */
export const PRESETS: Record<Settings["preset"] & string, Keymap> = {
  labelproof: LABELPROOF,
  qwen: { ...LABELPROOF, keep: "q", accept: "w", unsure: "n", both: "a", overlay: "s" },
};

/** Second keys; one that somebody gave to another action does that instead. */
const ALSO: Record<string, Action> = {
  Enter: "accept",
  " ": "unsure",
  "/": "relabel",
  Backspace: "undo",
  "Ctrl+Z": "undo",
  j: "next",
  k: "previous",
  ArrowDown: "next",
  ArrowUp: "previous",
};

const chosen = signal<{ preset: Settings["preset"] & string; keys: Record<string, string> }>({ preset: "labelproof", keys: {} });

/** The key of every action, as this user has it. */
export const keymap = computed<Keymap>(() => ({ ...PRESETS[chosen.value.preset], ...chosen.value.keys }));
const actions = computed<Record<string, Action>>(() => {
  const own = Object.entries(keymap.value).map(([action, key]) => [key, action]);
  return { ...ALSO, ...(Object.fromEntries(own) as Record<string, Action>) };
});

/** Take over a user's keys; what collides is left at the preset's. */
export function setKeys(settings: Settings): void {
  const preset = settings.preset ?? "labelproof";
  let keys: Record<string, string> = {};
  for (const [action, key] of Object.entries(settings.keys ?? {})) {
    if (action in ACTIONS && refusal({ ...PRESETS[preset], ...keys }, action as Action, key) === null) keys = { ...keys, [action]: key };
  }
  chosen.value = { preset, keys };
}

/** Why `key` cannot do `action` in this map, in words; null when it can. */
export function refusal(map: Keymap, action: Action, key: string): string | null {
  if (/^\d$/.test(key)) return "Digits choose a class.";
  if (["Tab", "Escape", "Shift", "Control", "Alt", "Meta"].includes(key)) return `${keyWord(key)} is needed by the browser.`;
  const other = (Object.keys(map) as Action[]).find((one) => one !== action && map[one] === key);
  return other ? `${keyWord(key)} is the key of ${ACTIONS[other]}.` : null;
}

/** The name of the key that was pressed: "a", "Shift+A", "Ctrl+Z", "ArrowLeft". */
export function keyName(event: KeyboardEvent): string {
  const letter = event.key.length === 1 && event.key.toLowerCase() !== event.key.toUpperCase();
  if (event.ctrlKey || event.metaKey) return "Ctrl+" + (letter ? event.key.toUpperCase() : event.key);
  if (event.altKey) return "Alt+" + event.key;
  if (event.shiftKey && letter) return "Shift+" + event.key.toUpperCase();
  if (event.shiftKey && event.key.length > 1) return "Shift+" + event.key;
  return letter ? event.key.toLowerCase() : event.key;
}

const WORDS: Record<string, string> = { ArrowLeft: "Left", ArrowRight: "Right", ArrowUp: "Up", ArrowDown: "Down", " ": "Space", Escape: "Esc", Control: "Ctrl" };

/** A key as it is printed on a button: "A", "Shift A". */
export function keyWord(key: string): string {
  return key
    .split(/\+(?=.)/)
    .map((part) => WORDS[part] ?? (part.length === 1 ? part.toUpperCase() : part))
    .join(" ");
}

export interface Bindings {
  on: Partial<Record<Action, () => void>>;
  /** Digits 1 to 9, and 0 as the tenth: called with 0 to 9. */
  digit?: (index: number) => void;
  /** Other keys by name, such as "Escape". */
  keys?: Record<string, () => void>;
  /** A key was let go; for what lasts while it is held. */
  up?: Partial<Record<Action, () => void>>;
}

interface Layer {
  bindings: Bindings;
  modal: boolean;
}

const layers: Layer[] = [];

/** Bind keys while a component is shown. The newest layer that knows the key wins; a modal one hides those below. */
export function useKeys(bindings: Bindings, { modal = false } = {}): void {
  const layer = useRef<Layer>({ bindings, modal });
  layer.current.bindings = bindings;
  useLayoutEffect(() => {
    layers.push(layer.current);
    return () => void layers.splice(layers.indexOf(layer.current), 1);
  }, []);
}

function typing(event: KeyboardEvent): boolean {
  const target = event.target as HTMLElement;
  const field = target instanceof HTMLInputElement && !["checkbox", "radio", "button", "range"].includes(target.type);
  return field || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement || target.isContentEditable;
}

/** Enter and Space press the button or follow the link that has the focus. */
function native(event: KeyboardEvent): boolean {
  const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
  return plain && (event.key === "Enter" || event.key === " ") && (event.target as Element).closest("button, a, input, select, summary, audio, [role=option]") !== null;
}

function handlerOf({ on, digit, keys }: Bindings, name: string): (() => void) | undefined {
  if (keys?.[name]) return keys[name];
  if (digit && /^\d$/.test(name)) return () => digit((Number(name) + 9) % 10);
  const action = actions.value[name];
  return action && on[action];
}

function pressed(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing || typing(event) || native(event)) return;
  const name = keyName(event);
  for (const { bindings, modal } of [...layers].reverse()) {
    const handler = handlerOf(bindings, name);
    if (handler) {
      event.preventDefault();
      // A held key moves, but it does not decide again and again.
      if (!event.repeat || /^(Arrow|j$|k$)/.test(name)) handler();
      return;
    }
    if (modal) return;
  }
}

function released(event: KeyboardEvent): void {
  const action = actions.value[keyName(event)];
  if (action) for (const { bindings } of layers) bindings.up?.[action]?.();
}

document.addEventListener("keydown", pressed);
document.addEventListener("keyup", released);
