// The icons: own drawings, one line each in a box of 16 px with round strokes; a short line is a dot.
const PATHS = {
  accept: "M3 8.5 6.5 12 13 4.5",
  both: "M2.2 8a3.8 3.8 0 1 0 7.6 0a3.8 3.8 0 1 0-7.6 0M6.2 8a3.8 3.8 0 1 0 7.6 0a3.8 3.8 0 1 0-7.6 0",
  comment: "M2.5 3.5h11v7.5h-6l-3 2.5V11h-2z",
  dice: "M2.5 2.5h11v11h-11zM5.5 5.5h.01M8 8h.01M10.5 10.5h.01",
  exclude: "M2.5 8a5.5 5.5 0 1 0 11 0a5.5 5.5 0 1 0-11 0M4.2 11.8l7.6-7.6",
  flag: "M4 14V2.5h8l-2 3 2 3H4",
  keep: "M2.5 7h11M3.5 11.5h.01M8 11.5h.01M12.5 11.5h.01",
  lock: "M3.5 7h9v6.5h-9zM5.5 7V5a2.5 2.5 0 0 1 5 0v2",
  overlay: "M2.5 4h7v7h-7zM12 6.5h1.5v7h-7V12",
  relabel: "M3 13l.7-3.2L10.8 2.7l2.5 2.5-7.1 7.1z",
  search: "M2.8 7a4.2 4.2 0 1 0 8.4 0a4.2 4.2 0 1 0-8.4 0M10.2 10.2l3.3 3.3",
  sun: "M8 2a6 6 0 1 0 0 12a6 6 0 1 0 0-12v12M6 3v10M4 4.5v7",
  undo: "M3 6.5h6.5a3.5 3.5 0 0 1 0 7H6M5.8 3.5l-3 3 3 3",
  unsure: "M5.2 6a2.8 2.8 0 1 1 4 2.6c-.8.4-1.2.9-1.2 1.8M8 13h.01",
};

export type IconName = keyof typeof PATHS;

export function Icon({ name, big = false }: { name: IconName; big?: boolean }) {
  return <svg class={big ? "icon big" : "icon"} viewBox="0 0 16 16" aria-hidden="true"><path d={PATHS[name]} /></svg>;
}
