// How the page looks on this machine: light or dark, and how close the rows are.
import { density, setDensity, setTheme, theme } from "../../state/theme";

const THEMES = [[null, "System"], ["light", "Light"], ["dark", "Dark"]] as const;
const DENSITIES = [[false, "Comfortable"], [true, "Dense"]] as const;

export function Look() {
  return (
    <section class="card part" aria-label="Looks">
      <h2>Looks</h2>
      <p class="rowx">
        <span class="grow">Colours</span>
        <span class="seg" role="group" aria-label="Colours">
          {THEMES.map(([value, word]) => <button key={word} type="button" aria-pressed={theme.value === value} onClick={() => setTheme(value)}>{word}</button>)}
        </span>
      </p>
      <p class="rowx">
        <span class="grow">Rows</span>
        <span class="seg" role="group" aria-label="Rows">
          {DENSITIES.map(([value, word]) => <button key={word} type="button" aria-pressed={density.value === value} onClick={() => setDensity(value)}>{word}</button>)}
        </span>
      </p>
    </section>
  );
}
