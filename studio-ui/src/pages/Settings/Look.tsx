// How the page looks on this machine: light or dark, how close the rows are, how small pictures are enlarged.
import type { Signal } from "@preact/signals";
import { Seg } from "../../components/basics";
import { density, pixels, theme } from "../../state/theme";
import { Part } from "./Part";

export function Look() {
  return (
    <Part name="Looks">
      <Choice name="Colours" chosen={theme} options={[[null, "System"], ["light", "Light"], ["dark", "Dark"]]} />
      <Choice name="Rows" chosen={density} options={[[null, "Comfortable"], ["dense", "Dense"]]} />
      <Choice name="Small pictures" chosen={pixels} options={[[null, "Smooth"], ["sharp", "Pixels"]]} />
    </Part>
  );
}

function Choice<T>({ name, chosen, options }: { name: string; chosen: Signal<T>; options: readonly (readonly [T, string])[] }) {
  return (
    <p class="rowx">
      <span class="grow">{name}</span>
      <Seg label={name} value={chosen.value} options={options} onChoose={(value) => (chosen.value = value)} />
    </p>
  );
}
