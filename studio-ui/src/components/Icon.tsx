// The icons: own drawings, one sprite in the page, 16 px box, round strokes.
const PATHS = {
  accept: <path d="M3 8.5 6.5 12 13 4.5" />,
  both: <><circle cx="6" cy="8" r="3.8" /><circle cx="10" cy="8" r="3.8" /></>,
  dice: <><rect x="2.5" y="2.5" width="11" height="11" rx="2" /><path d="M5.7 5.7h.01M10.3 10.3h.01M8 8h.01" stroke-width="2.2" /></>,
  exclude: <><circle cx="8" cy="8" r="5.5" /><path d="M4.2 11.8l7.6-7.6" /></>,
  flag: <path d="M4 14V2.5h8l-2 3 2 3H4" />,
  flicker: <><rect x="2.5" y="4" width="7" height="7" rx="1" /><path d="M12 6.5h1.5v7h-7V12" /></>,
  keep: <><path d="M2.5 7h11" /><path d="M3.5 11.5h.01M8 11.5h.01M12.5 11.5h.01" stroke-width="2.4" /></>,
  lock: <><rect x="3.5" y="7" width="9" height="6.5" rx="1" /><path d="M5.5 7V5a2.5 2.5 0 0 1 5 0v2" /></>,
  note: <path d="M2.5 3.5h11v7.5h-6l-3 2.5V11h-2z" />,
  relabel: <path d="M3 13l.7-3.2L10.8 2.7l2.5 2.5-7.1 7.1z" />,
  search: <><circle cx="7" cy="7" r="4.2" /><path d="M10.2 10.2 13.5 13.5" /></>,
  sun: <><path d="M8 2a6 6 0 1 0 0 12z" fill="currentColor" /><circle cx="8" cy="8" r="6" /></>,
  undo: <><path d="M3 6.5h6.5a3.5 3.5 0 0 1 0 7H6" /><path d="M5.8 3.5 2.8 6.5l3 3" /></>,
  unsure: <><path d="M5.2 6a2.8 2.8 0 1 1 4 2.6c-.8.4-1.2.9-1.2 1.8" /><path d="M8 13.2h.01" stroke-width="2.2" /></>,
};

export type IconName = keyof typeof PATHS;

/** All icons once; each use refers to them. */
export function Sprite() {
  return (
    <svg class="sr" aria-hidden="true">
      {Object.entries(PATHS).map(([name, path]) => (
        <symbol key={name} id={`i-${name}`} viewBox="0 0 16 16">{path}</symbol>
      ))}
    </svg>
  );
}

export function Icon({ name, big = false }: { name: IconName; big?: boolean }) {
  return (
    <svg class={big ? "icon big" : "icon"} aria-hidden="true">
      <use href={`#i-${name}`} />
    </svg>
  );
}
