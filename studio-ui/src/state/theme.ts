// Light or dark: the system's choice, or the one stored by the button.
import { signal } from "@preact/signals";

const STORE = "labelproof-theme";
const system = matchMedia("(prefers-color-scheme: dark)");

function stored(): "light" | "dark" | null {
  const value = localStorage.getItem(STORE);
  return value === "light" || value === "dark" ? value : null;
}

const choice = signal(stored());

/** Apply the stored choice; called before anything is drawn. */
export function applyTheme(): void {
  if (choice.value) document.documentElement.dataset["theme"] = choice.value;
}

export function switchTheme(): void {
  const dark = (choice.value ?? (system.matches ? "dark" : "light")) === "dark";
  choice.value = dark ? "light" : "dark";
  localStorage.setItem(STORE, choice.value);
  applyTheme();
}
