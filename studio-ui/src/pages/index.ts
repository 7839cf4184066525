// Every screen: its address, its name in the bar (null: not in the bar), the component that shows it.
import type { ComponentType } from "preact";
import { Disagreements } from "./Disagreements/Disagreements";
import { Ledger } from "./History/Ledger";
import { MapPage } from "./Map/MapPage";
import { MatrixPage } from "./Matrix/MatrixPage";
import { Settings } from "./Settings/Settings";
import { Sheet } from "./Sheet/Sheet";
import { boot, counts } from "../state/app";
import { Focus } from "./Focus/Focus";
import { Items } from "./Items/Items";
import { Overview } from "./Overview/Overview";

export interface Page {
  path: string;
  title: string | null;
  show: ComponentType;
  /** Whether the bar shows it now. */
  when?: () => boolean;
}

/** History and Export are one screen: going from one to the other keeps it. */
const ledger = Ledger;

export const PAGES: Page[] = [
  { path: "/", title: "Overview", show: Overview },
  { path: "/review", title: "Review", show: Focus },
  { path: "/sheet", title: null, show: Sheet },
  { path: "/matrix", title: "Matrix", show: MatrixPage },
  { path: "/items", title: "Items", show: Items },
  { path: "/map", title: "Map", show: MapPage },
  { path: "/disagreements", title: "Disagreements", show: Disagreements, when: () => (counts.value?.conflicts ?? 0) > 0 || (boot.value?.users.length ?? 0) > 1 },
  { path: "/history", title: "History", show: ledger },
  { path: "/export", title: "Export", show: ledger },
  { path: "/settings", title: "Settings", show: Settings },
];
