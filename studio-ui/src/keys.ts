// One keyboard for the whole app: actions have names, names have keys, keys can be changed but never collide.
import { computed, signal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { Settings } from "./api/types";

/** What a key can do: its name, its key, what it is for, and further keys. */
type Deed = readonly [name: string, key: string, about?: string, ...also: string[]];

/** Everything that a key can do; digits choose a listed class and are fixed. */
const TABLE = {
  accept: ["Accept", "a", "the suggestion is right", "Enter"],
  keep: ["Keep", "d", "the given label is right"],
  relabel: ["Relabel", "f", "another class, by a few letters", "/"],
  exclude: ["Exclude", "e", "the example does not belong in the data"],
  unsure: ["Unsure", "s", "for a second person", " "],
  both: ["Both fit", "q", "for the label policy"],
  overlay: ["Overlay", "w", "show or hide both labels and marks; hold to flicker"],
  undo: ["Undo", "z", "without limit; a batch is one", "Backspace", "Ctrl+Z"],
  comment: ["Comment", "c"],
  next: ["Next, without deciding", "ArrowRight", "", "j", "ArrowDown"],
  previous: ["Previous, without deciding", "ArrowLeft", "", "k", "ArrowUp"],
  goto: ["Go to an item", "g"],
  acceptAll: ["Accept the whole sheet", "Shift+A"],
  keepAll: ["Keep the whole sheet", "Shift+D"],
  judge: ["Judge a random sample", "r"],
  rest: ["Decide all the rest at once", "Shift+G"],
  play: ["Play the recording", "p"],
  lasso: ["Lasso or move on the map", "l"],
  inView: ["Select all in view on the map", "v"],
  help: ["Keys and help", "?"],
} as const satisfies Record<string, Deed>;

export type Action = keyof typeof TABLE;
export type Keymap = Record<Action, string>;

export const DEEDS = Object.entries(TABLE) as [Action, Deed][];
const mapped = (place: 0 | 1) => Object.fromEntries(DEEDS.map(([action, deed]) => [action, deed[place]])) as Keymap;

/** The name of every action. */
export const ACTIONS = mapped(0);
const LABELPROOF = mapped(1);

/** The two sets to start from; "qwen" is for people used to Q keep, W auto-fix, E exclude, N needs review. */
export const PRESETS: Record<Settings["preset"] & string, Keymap> = {
  labelproof: LABELPROOF,
  qwen: { ...LABELPROOF, keep: "q", accept: "w", unsure: "n", both: "a", overlay: "s" },
};

/** Second keys; one that somebody gave to another action does that instead. */
const ALSO: Record<string, Action> = Object.fromEntries(DEEDS.flatMap(([action, [, , , ...also]]) => also.map((key) => [key, action])));

/** The key of every action, as this user has it. */
export const keymap = signal<Keymap>(LABELPROOF);
const actions = computed<Record<string, Action>>(() => ({ ...ALSO, ...Object.fromEntries(DEEDS.map(([action]) => [keymap.value[action], action])) }));

/** Take over a user's keys; what collides is left at the preset's. */
export function setKeys({ preset = "labelproof", keys = {} }: Settings): void {
  const map = { ...PRESETS[preset] };
  for (const [action, key] of Object.entries(keys) as [Action, string][]) {
    if (!refusal(map, action, key)) map[action] = key;
  }
  keymap.value = map;
}

/** Why `key` cannot do `action` in this map, in words; null when it can. */
export function refusal(map: Keymap, action: Action, key: string): string | null {
  if (/^(\d|Tab|Escape)$/.test(key)) return `${keyWord(key)} is needed elsewhere.`;
  const other = DEEDS.find(([one]) => one !== action && map[one] === key);
  return other ? `${keyWord(key)} is the key of ${other[1][0]}.` : null;
}

/** The name of the key that was pressed: "a", "Shift+A", "Ctrl+Z", "ArrowLeft". */
export function keyName({ key, ctrlKey, metaKey, altKey, shiftKey }: KeyboardEvent): string {
  const letter = key.length === 1 && key.toLowerCase() !== key.toUpperCase();
  // Of a sign such as "?" Shift is a part.
  const held = ctrlKey || metaKey ? "Ctrl+" : altKey ? "Alt+" : shiftKey && (letter || key.length > 1) ? "Shift+" : "";
  if (!letter) return held + key;
  return held ? held + key.toUpperCase() : key.toLowerCase();
}

const WORDS: Record<string, string> = { ArrowLeft: "Left", ArrowRight: "Right", ArrowUp: "Up", ArrowDown: "Down", " ": "Space", Escape: "Esc" };

/** A key as it is printed on a button: "A", "Shift A". */
export function keyWord(key: string): string {
  return key
    .split(/\+(?=.)/)
    .map((part) => WORDS[part] ?? (part.length === 1 ? part.toUpperCase() : part))
    .join(" ");
}

export interface Bindings {
  on?: Partial<Record<Action, () => void>>;
  /** Digits 1 to 9, and 0 as the tenth: called with 0 to 9. */
  digit?: (index: number) => void;
  /** Other keys by name, such as "Escape". */
  keys?: Record<string, () => void>;
  /** A key was let go; for what lasts while it is held. */
  up?: Partial<Record<Action, () => void>>;
  modal?: boolean;
}

// The newest first.
const layers: { current: Bindings }[] = [];

/** Bind keys while a component is shown. The newest layer that knows the key wins; a modal one hides those below. */
export function useKeys(bindings: Bindings): void {
  const layer = useRef(bindings);
  layer.current = bindings;
  useLayoutEffect(() => {
    layers.unshift(layer);
    return () => void layers.splice(layers.indexOf(layer), 1);
  }, []);
}

const TYPED = "input:not([type=checkbox], [type=radio], [type=button], [type=range]), textarea, select, [contenteditable]";
const PRESSED = "button, a, input, select, summary, audio, [role=option]";

/** Somebody types in a field, or Enter and Space press the button or follow the link that has the focus. */
function native(event: KeyboardEvent): boolean {
  const { target } = event;
  if (!(target instanceof Element)) return false;
  return target.matches(TYPED) || (["Enter", " "].includes(keyName(event)) && target.closest(PRESSED) !== null);
}

function handlerOf({ on, digit, keys }: Bindings, name: string): (() => void) | undefined {
  if (keys?.[name]) return keys[name];
  if (digit && /^\d$/.test(name)) return () => digit((Number(name) + 9) % 10);
  const action = actions.value[name];
  return action && on?.[action];
}

function pressed(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing || native(event)) return;
  const name = keyName(event);
  for (const { current } of layers) {
    const handler = handlerOf(current, name);
    if (handler) {
      event.preventDefault();
      // A held key moves, but it does not decide again and again.
      if (!event.repeat || /^(Arrow|j$|k$)/.test(name)) handler();
      return;
    }
    if (current.modal) return;
  }
}

function released(event: KeyboardEvent): void {
  const action = actions.value[keyName(event)];
  if (action) for (const { current } of layers) current.up?.[action]?.();
}

document.addEventListener("keydown", pressed);
document.addEventListener("keyup", released);
