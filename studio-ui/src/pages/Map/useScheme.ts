/** Counts how often light and dark were switched, so that what is drawn from colours is drawn again. */
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
