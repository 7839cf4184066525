// Every screen: its address, its name in the bar (null: not in the bar), the component that shows it.
import type { ComponentType } from "preact";
import { Focus } from "./Focus/Focus";
import { Overview } from "./Overview/Overview";

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
];

