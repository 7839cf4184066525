// History and Export are one screen under two routes: what was decided on the left, what it makes of the data on the right.
import { route } from "../../router";
import { ExportPanel } from "../Export/ExportPanel";
import { Log } from "./Log";
import { Versions } from "./Versions";

export function Ledger() {
  const exporting = route.value.path === "/export";
  return (
    <main id="main" class={exporting ? "ledger exporting" : "ledger"}>
      <div class="log">
        <Log main={!exporting} />
        <Versions />
      </div>
      <ExportPanel main={exporting} />
    </main>
  );
}

/** The title of a half: the screen's one first heading, or a second that looks the same. */
export function Title({ main, children }: { main: boolean; children: string }) {
  const Heading = main ? "h1" : "h2";
  return <Heading class="title">{children}</Heading>;
}
