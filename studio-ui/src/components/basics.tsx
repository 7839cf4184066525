// The small parts of every screen: buttons, keycaps, bars, ranges, the stack of progress.
import type { ComponentChildren, CSSProperties } from "preact";
import type { Counts } from "../api/types";
import { type Action, keymap, keyWord } from "../keys";
import { count, STATUS_WORD } from "../lib/format";
import { Icon, type IconName } from "./Icon";

/** A keycap: of an action, as this user has it, or of a fixed key. */
export function Kbd({ action, of = "" }: { action?: Action | undefined; of?: string | undefined }) {
  return <kbd>{keyWord(action ? keymap.value[action] : of)}</kbd>;
}

interface ButtonProps {
  children?: ComponentChildren;
  onClick?: (event: MouseEvent) => void;
  /** Outlined unless said otherwise. */
  look?: "primary" | "quiet" | undefined;
  big?: boolean;
  icon?: IconName;
  /** The keycap at the end: an action's, or a fixed key. */
  action?: Action;
  hotkey?: string;
  disabled?: boolean;
  /** A link instead of a button. */
  href?: string;
  label?: string;
  class?: string;
  type?: "button" | "submit";
  pressed?: boolean;
  describedBy?: string;
}

/** A button, or a link that looks like one. A disabled one gets the lock; say why beside it. */
export function Button({ children, look, big, icon, action, hotkey, href, label, class: more = "", pressed, describedBy, ...button }: ButtonProps) {
  const shown = button.disabled ? "lock" : icon;
  const shared = {
    class: `btn ${look ?? ""} ${big ? "big" : ""} ${more}`,
    "aria-label": label,
    children: <>{shown && <Icon name={shown} />}{children}{(action || hotkey) && <Kbd action={action} of={hotkey} />}</>,
  };
  if (href !== undefined && !button.disabled) return <a href={href} {...shared} />;
  return <button type="button" aria-pressed={pressed} aria-describedby={describedBy} {...button} {...shared} />;
}

/** Style values that CSS reads; set by script, because the page's policy forbids style attributes. */
export function vars(values: Record<string, number | string>): CSSProperties {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [`--${name}`, String(value)]));
}

/** A share of 0 to 1. The number beside it is for readers; the bar is decoration. */
export function Bar({ value, tone }: { value: number; tone?: "p" | "s" | "" }) {
  return <span class={`bar ${tone ?? ""}`} style={vars({ v: value })} aria-hidden="true" />;
}

/** An estimate with its 95 % interval, as shares of the axis. */
export function Range({ low, at, high }: { low: number; at: number; high: number }) {
  return <span class="range" style={vars({ lo: low, at, hi: high })} aria-hidden="true" />;
}

/** What a part counts, the status it is named by, and its pattern. */
const PARTS = [
  ["fixed", "fixed", "fixed"],
  ["kept", "kept", "keep"],
  ["excluded", "excluded", "exclude"],
  ["unsure", "unsure", "unsure"],
  ["ambiguous", "ambiguous", "both"],
  ["conflicts", "conflict", "clash"],
  ["todo", "todo", "todo"],
] as const;

/** Progress as one bar of parts, with its legend. Parts that are rare and empty are left out. */
export function Stack({ counts }: { counts: Counts }) {
  const parts = PARTS.map(([name, status, look]) => ({ name, look, size: counts[name], word: STATUS_WORD[status].toLowerCase() }));
  const shown = parts.filter(({ name, size }) => size > 0 || !["ambiguous", "conflicts"].includes(name));
  const words = shown.map(({ size, word }) => `${count(size)} ${word}`).join(", ");
  return (
    <>
      <div class="stack" role="img" aria-label={words}>
        {shown.filter(({ size }) => size > 0).map(({ name, look, size }) => <i key={name} class={look} style={vars({ v: size })} />)}
      </div>
      <div class="key">
        {shown.map(({ name, look, size, word }) => <span key={name}><i class={look} /><b>{count(size)}</b> {word}</span>)}
      </div>
    </>
  );
}

interface StripProps {
  /** Something went wrong, unless said otherwise. */
  kind?: "off" | "err" | "info";
  icon?: IconName;
  title: ComponentChildren;
  children?: ComponentChildren;
  action?: ComponentChildren;
}

/** A message in a strip: what happened, what is safe, what to do. Never a dialog. */
export function Strip({ kind = "err", icon = "flag", title, children, action }: StripProps) {
  return (
    <div class={`strip-note ${kind}`} role={kind === "err" ? "alert" : "status"}>
      <Icon name={icon} />
      <p><b>{title}</b> {children}</p>
      {action && <span class="right">{action}</span>}
    </div>
  );
}

/** A choice of one among few: the chosen one is pressed. */
export function Seg<T>({ label, value, options, onChoose, class: name = "" }: { label: string; value: T | undefined; options: readonly (readonly [T, ComponentChildren])[]; onChoose: (value: T) => void; class?: string }) {
  return (
    <span class={`seg ${name}`} role="group" aria-label={label}>
      {options.map(([one, word], at) => <button key={at} type="button" aria-pressed={one === value} onClick={() => onChoose(one)}>{word}</button>)}
    </span>
  );
}

/** A button that looks like a link. */
export function Link({ onClick, children }: { onClick: () => void; children: ComponentChildren }) {
  return <button type="button" class="link" onClick={onClick}>{children}</button>;
}

/** What went wrong, if anything. */
export function Problem({ children }: { children: string | null | undefined }) {
  return children ? <p class="problem small" role="alert">{children}</p> : null;
}

/** A table: its heads, then its rows; a head that begins with "#" is of numbers, one in brackets is only spoken. */
export function Table({ heads, children }: { heads: readonly (string | false)[]; children: ComponentChildren }) {
  return (
    <table>
      <thead>
        <tr>
          {heads.filter((head) => head !== false).map((head) => (
            <th key={head} class={head[0] === "#" ? "num" : ""}>{head[0] === "(" ? <span class="sr">{head.slice(1, -1)}</span> : head.replace("#", "")}</th>
          ))}
        </tr>
      </thead>
      <tbody>{children}</tbody>
    </table>
  );
}

/** A field of text under its name. */
export function Field({ label, value, most, onInput, autofocus = false }: { label: string; value: string; most?: number; onInput: (text: string) => void; autofocus?: boolean }) {
  return (
    <label class="grow">
      <span class="small muted">{label}</span>
      <input class="field" value={value} required maxLength={most} autofocus={autofocus} onInput={(event) => onInput(event.currentTarget.value)} />
    </label>
  );
}
