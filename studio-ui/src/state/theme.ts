// How the page looks here: light or dark by the system or by choice, rows comfortable or dense; kept in this browser.
import { signal } from "@preact/signals";

export type Theme = "light" | "dark";

const THEME = "labelproof-theme";
const DENSITY = "labelproof-density";
const system = matchMedia("(prefers-color-scheme: dark)");

function stored(): Theme | null {
  const value = localStorage.getItem(THEME);
  return value === "light" || value === "dark" ? value : null;
}

/** The chosen theme; null follows the system. */
export const theme = signal(stored());
/** Whether rows are dense. */
export const density = signal(localStorage.getItem(DENSITY) === "dense");

/** Apply what is stored; called before anything is drawn. */
export function applyTheme(): void {
  const root = document.documentElement.dataset;
  if (theme.value) root["theme"] = theme.value;
  else delete root["theme"];
  if (density.value) root["density"] = "dense";
  else delete root["density"];
}

/** Choose a theme; null follows the system. */
export function setTheme(next: Theme | null): void {
  theme.value = next;
  keep(THEME, next);
}

export function setDensity(dense: boolean): void {
  density.value = dense;
  keep(DENSITY, dense ? "dense" : null);
}

export function switchTheme(): void {
  const dark = (theme.value ?? (system.matches ? "dark" : "light")) === "dark";
  setTheme(dark ? "light" : "dark");
}

function keep(name: string, value: string | null): void {
  if (value === null) localStorage.removeItem(name);
  else localStorage.setItem(name, value);
  applyTheme();
}
