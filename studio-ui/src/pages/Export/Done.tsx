// What was written: where it lies, its hash, and a copy to download; a folder is taken from its place.
import { useState } from "preact/hooks";
import { address } from "../../api/client";
import type { Exported } from "../../api/types";
import { Button } from "../../components/basics";
import { Copy } from "../../components/Copy";
import { count, counted, when } from "../../lib/format";
import { unitOf } from "./Preview";

const SHOWN = 3;

export function Done({ done }: { done: Exported[] }) {
  const [shown, setShown] = useState(SHOWN);
  if (done.length === 0) return null;
  return (
    <section class="done" aria-label="Exported">
      <h2>Exported</h2>
      <ul aria-live="polite">
        {done.slice(0, shown).map((one) => (
          <li key={one.id}>
            <p><b>{counted(one.rows, unitOf(one.format))}</b> <span class="muted">{when(one.at)}, {one.user_name}</span></p>
            <p class="mono small path">{one.path}</p>
            <p class="mono small muted path" title="SHA-256">{one.sha256}</p>
            {one.folder ? <Copy text={one.path} what="the place of the folder" /> : <a class="btn quiet" href={address(`exports/${one.id}/file`)} download>Download</a>}
          </li>
        ))}
      </ul>
      {done.length > shown && <Button look="quiet" onClick={() => setShown(done.length)}>{count(done.length - shown)} earlier</Button>}
    </section>
  );
}
