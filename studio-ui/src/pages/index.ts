// Every screen: its address, its name in the bar (null: not in the bar), the component that shows it.
import type { ComponentType } from "preact";
import { counts, isTeam } from "../state/app";
import { Disagreements } from "./Disagreements/Disagreements";
import { Focus } from "./Focus/Focus";
import { Ledger } from "./History/Ledger";
import { Items } from "./Items/Items";
import { MapPage } from "./Map/MapPage";
import { MatrixPage } from "./Matrix/MatrixPage";
import { Overview } from "./Overview/Overview";
import { Settings } from "./Settings/Settings";
import { Sheet } from "./Sheet/Sheet";

export interface Page {
  path: string;
  title: string | null;
  show: ComponentType;
  /** Whether the bar shows it now. */
  when?: () => boolean;
}

export const PAGES: Page[] = [
  { path: "/", title: "Overview", show: Overview },
  { path: "/review", title: "Review", show: Focus },
  { path: "/sheet", title: null, show: Sheet },
  { path: "/matrix", title: "Matrix", show: MatrixPage },
  { path: "/items", title: "Items", show: Items },
  { path: "/map", title: "Map", show: MapPage },
  { path: "/disagreements", title: "Disagreements", show: Disagreements, when: () => isTeam.value || (counts.value?.conflicts ?? 0) > 0 },
  // One screen: going from one to the other keeps it.
  { path: "/history", title: "History", show: Ledger },
  { path: "/export", title: "Export", show: Ledger },
  { path: "/settings", title: "Settings", show: Settings },
];
