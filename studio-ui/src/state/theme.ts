// How the page looks here, by choice kept in this browser: each choice stands on the root, where styles read it.
import { computed, effect, type Signal, signal } from "@preact/signals";

/** A choice among few, null where none was made. */
function kept<Choice extends string>(name: string, choices: readonly Choice[]): Signal<Choice | null> {
  const key = `labelproof-${name}`;
  const chosen = signal(choices.find((one) => one === localStorage.getItem(key)) ?? null);
  effect(() => {
    localStorage.setItem(key, chosen.value ?? "");
    document.documentElement.dataset[name] = chosen.value ?? "";
  });
  return chosen;
}

/** Without a choice the system's. */
export const theme = kept("theme", ["light", "dark"]);
/** How close rows are; without a choice comfortable. */
export const density = kept("density", ["dense"]);
/** How small pictures are enlarged; without a choice smoothly. */
export const pixels = kept("pixels", ["sharp"]);

const system = matchMedia("(prefers-color-scheme: dark)");
const systemDark = signal(system.matches);
system.onchange = () => (systemDark.value = system.matches);
/** Whether the page is dark now. */
export const dark = computed(() => (theme.value ? theme.value === "dark" : systemDark.value));

export function switchTheme(): void {
  theme.value = dark.value ? "light" : "dark";
}
