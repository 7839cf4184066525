/** The colours of what is drawn on a canvas, and how often light and dark were switched, so that it is drawn again. */
import { useEffect, useState } from "preact/hooks";

export function useScheme(): number {
  const [switched, setSwitched] = useState(0);
  useEffect(() => {
    const tell = () => setSwitched((now) => now + 1);
    const system = matchMedia("(prefers-color-scheme: dark)");
    const chosen = new MutationObserver(tell);
    system.addEventListener("change", tell);
    chosen.observe(document.documentElement, { attributeFilter: ["data-theme"] });
    return () => {
      system.removeEventListener("change", tell);
      chosen.disconnect();
    };
  }, []);
  return switched;
}

/** What a colour of the styles is now, as `rgb(...)`: the style sheet holds the light and the dark one. */
export function inkOf(name: string): string {
  const { body } = document;
  body.style.color = `var(${name})`;
  const ink = getComputedStyle(body).color;
  body.style.color = "";
  return ink;
}
