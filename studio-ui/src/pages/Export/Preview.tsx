// What an export would change: three numbers, and the first changed lines of the real file.
import type { Difference, ExportPreview } from "../../api/types";
import { count } from "../../lib/format";
import { counts } from "../../state/app";

/** What an export is counted in. */
export const unitOf = (format: string): string => (format === "patch" ? "decisions" : "rows");

export function Preview({ preview, format, excluded }: { preview: ExportPreview; format: string; excluded: "drop" | "mark" }) {
  const { rows, changed, left_out: out, unresolved, differences, files, note } = preview;
  const numbers: [number, string][] = [
    [changed, "labels change"],
    [out, excluded === "drop" ? "rows left out" : "rows marked"],
    format === "patch" ? [rows, "decisions in all"] : [Math.max(rows - changed, 0), "stay the same"],
  ];
  return (
    <>
      <div class="sum">{numbers.map(([size, word]) => <div key={word}><b>{count(size)}</b><span>{word}</span></div>)}</div>
      {differences.length > 0 && (
        <div class="diff" role="region" aria-label="Preview of changes" tabIndex={0}>
          <p class="small muted">{files[0]}, first {count(Math.min(differences.length, changed + out))} of {count(changed + out)} changes</p>
          {differences.map((line) => <Line key={line.place} {...line} />)}
        </div>
      )}
      {(note || unresolved > 0) && (
        <p class="small soft">
          {note} {unresolved > 0 && <a href={`/items?flagged=yes&status=todo,unsure${counts.value?.conflicts ? ",conflict" : ""}`}>Look at {count(unresolved)} first</a>}
        </p>
      )}
    </>
  );
}

function Line({ place, before, after }: Difference) {
  return (
    <div class={after === null ? "ln gone" : "ln"}>
      <span class="no">{place}</span>
      <span>
        <del><span class="sg" aria-hidden="true">−</span> {before}</del>
        {after === null ? <em>row left out</em> : <ins><span class="sg" aria-hidden="true">+</span> {after}</ins>}
      </span>
    </div>
  );
}
