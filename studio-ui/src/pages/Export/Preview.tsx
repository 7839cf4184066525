// What an export would change: three numbers, and the first changed lines of the real file.
import type { Difference, ExportPreview } from "../../api/types";
import { count } from "../../lib/format";
import { counts } from "../../state/app";

export function Preview({ preview, excluded }: { preview: ExportPreview; excluded: "drop" | "mark" }) {
  const { rows, changed, left_out: out, unresolved, differences, note } = preview;
  const same = Math.max(rows - changed, 0);
  return (
    <>
      <div class="sum">
        <div><b>{count(changed)}</b><span>labels change</span></div>
        <div><b>{count(out)}</b><span>rows {excluded === "drop" ? "left out" : "marked"}</span></div>
        <div><b>{count(same)}</b><span>stay the same</span></div>
      </div>
      {differences.length > 0 && <Lines differences={differences} all={changed + out} file={preview.files[0] ?? ""} />}
      {(note || unresolved > 0) && (
        <p class="small soft">
          {note} {unresolved > 0 && <a href={`/items?flagged=yes&status=todo,unsure${counts.value?.conflicts ? ",conflict" : ""}`}>Look at {count(unresolved)} first</a>}
        </p>
      )}
    </>
  );
}

function Lines({ differences, all, file }: { differences: Difference[]; all: number; file: string }) {
  return (
    <div class="diff" role="region" aria-label="Preview of changes" tabIndex={0}>
      <p class="small muted">{file}, first {count(Math.min(differences.length, all))} of {count(all)} changes</p>
      {differences.map((line) => (
        <div key={line.place} class={line.after === null ? "ln gone" : "ln"}>
          <span class="no">{line.place}</span>
          <span>
            <del><span class="sg" aria-hidden="true">−</span> {line.before}</del>
            {line.after === null ? <em>row left out</em> : <ins><span class="sg" aria-hidden="true">+</span> {line.after}</ins>}
          </span>
        </div>
      ))}
    </div>
  );
}
