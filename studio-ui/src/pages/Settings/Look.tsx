// How the page looks on this machine: light or dark, and how close the rows are.
import { Seg } from "../../components/basics";
import { density, setDensity, setTheme, theme } from "../../state/theme";

export function Look() {
  return (
    <section class="card part" aria-label="Looks">
      <h2>Looks</h2>
      <p class="rowx">
        <span class="grow">Colours</span>
        <Seg label="Colours" value={theme.value} options={[[null, "System"], ["light", "Light"], ["dark", "Dark"]]} onChoose={setTheme} />
      </p>
      <p class="rowx">
        <span class="grow">Rows</span>
        <Seg label="Rows" value={density.value} options={[[false, "Comfortable"], [true, "Dense"]]} onChoose={setDensity} />
      </p>
    </section>
  );
}
