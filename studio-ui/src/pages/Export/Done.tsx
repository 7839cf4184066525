// What was written: where it lies, its hash, and a copy to download.
import { useState } from "preact/hooks";
import { address } from "../../api/client";
import type { Exported } from "../../api/types";
import { Button } from "../../components/basics";
import { count, when } from "../../lib/format";

const SHOWN = 3;

export function Done({ done, fresh }: { done: Exported[]; fresh: boolean }) {
  const [all, setAll] = useState(false);
  const sorted = [...done].sort((a, b) => b.id - a.id);
  if (sorted.length === 0) return null;
  return (
    <section class="done" aria-label="Exported">
      <h2>Exported</h2>
      <ul aria-live={fresh ? "polite" : "off"}>
        {sorted.slice(0, all ? sorted.length : SHOWN).map((one, index) => (
          <li key={one.id}>
            <p><b>{count(one.rows)} rows</b> <span class="muted">{when(one.at)}, {one.user_name}{index === 0 && fresh ? ", just now" : ""}</span></p>
            <p class="mono small path">{one.path}</p>
            <p class="mono small muted path" title="SHA-256">{one.sha256}</p>
            <a class="btn quiet" href={address(`exports/${one.id}/file`)} download>Download</a>
          </li>
        ))}
      </ul>
      {sorted.length > SHOWN && !all && <Button look="quiet" onClick={() => setAll(true)}>{count(sorted.length - SHOWN)} earlier</Button>}
    </section>
  );
}
