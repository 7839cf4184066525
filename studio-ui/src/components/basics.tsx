// The small parts of every screen: buttons, keycaps, bars, ranges, the stack of progress.
import type { ComponentChildren, CSSProperties } from "preact";
import type { Counts } from "../api/types";
import { type Action, keymap, keyWord } from "../keys";
import { count } from "../lib/format";
import { Icon, type IconName } from "./Icon";

/** A keycap: of an action, as this user has it, or of a fixed key. */
export function Kbd({ action, of }: { action?: Action; of?: string }) {
  return <kbd>{action ? keyWord(keymap.value[action]) : keyWord(of ?? "")}</kbd>;
}

interface ButtonProps {
  children: ComponentChildren;
  onClick?: (event: MouseEvent) => void;
  look?: "primary" | "quiet" | "outlined";
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
export function Button(props: ButtonProps) {
  const { children, look = "outlined", big, icon, action, hotkey, disabled } = props;
  const name = ["btn", look === "outlined" ? "" : look, big ? "big" : "", props.class ?? ""].filter(Boolean).join(" ");
  const inside = (
    <>
      {disabled ? <Icon name="lock" /> : icon && <Icon name={icon} />}
      {children}
      {action ? <Kbd action={action} /> : hotkey && <Kbd of={hotkey} />}
    </>
  );
  if (props.href !== undefined && !disabled) {
    return <a class={name} href={props.href} aria-label={props.label}>{inside}</a>;
  }
  const { onClick, label, pressed, describedBy, type = "button" } = props;
  return (
    <button class={name} type={type} onClick={onClick} disabled={disabled} aria-label={label} aria-pressed={pressed} aria-describedby={describedBy}>
      {inside}
    </button>
  );
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

const PARTS = [
  ["fixed", "fixed"],
  ["kept", "keep"],
  ["excluded", "exclude"],
  ["unsure", "unsure"],
  ["ambiguous", "both"],
  ["conflicts", "clash"],
  ["todo", "todo"],
] as const;
const PART_WORDS = { fixed: "fixed", kept: "kept", excluded: "excluded", unsure: "unsure", ambiguous: "both fit", conflicts: "in conflict", todo: "to review" };

/** Progress as one bar of parts, with its legend. Parts that are rare and empty are left out. */
export function Stack({ counts, legend = true }: { counts: Counts; legend?: boolean }) {
  const shown = PARTS.filter(([name]) => counts[name] > 0 || !["ambiguous", "conflicts"].includes(name));
  const words = shown.map(([name]) => `${count(counts[name])} ${PART_WORDS[name]}`).join(", ");
  return (
    <>
      <div class="stack" role="img" aria-label={words}>
        {shown.filter(([name]) => counts[name] > 0).map(([name, look]) => <i key={name} class={look} style={vars({ v: counts[name] })} />)}
      </div>
      {legend && (
        <div class="key">
          {shown.map(([name, look]) => (
            <span key={name}><i class={look} /><b>{count(counts[name])}</b> {PART_WORDS[name]}</span>
          ))}
        </div>
      )}
    </>
  );
}

/** A message in a strip: what happened, what is safe, what to do. Never a dialog. */
export function Strip({ kind, icon, title, children, action }: { kind: "off" | "err" | "info"; icon?: IconName; title: ComponentChildren; children?: ComponentChildren; action?: ComponentChildren }) {
  return (
    <div class={`strip-note ${kind}`} role={kind === "err" ? "alert" : "status"}>
      {icon && <Icon name={icon} />}
      <p><b>{title}</b> {children}</p>
      {action && <span class="right">{action}</span>}
    </div>
  );
}
