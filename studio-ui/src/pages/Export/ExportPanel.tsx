// Export: choose a form, see what would change, write it. The source file is never touched.
import { useEffect, useState } from "preact/hooks";
import type { Exported, ExportFormat, ExportIn, ExportPreview } from "../../api/types";
import { Button, Problem, Seg } from "../../components/basics";
import { useFetch } from "../../components/useFetch";
import { useKeys } from "../../keys";
import { count, counted } from "../../lib/format";
import { counts, project } from "../../state/app";
import { Title } from "../History/Ledger";
import { Done } from "./Done";
import { Preview, unitOf } from "./Preview";
import { Progress } from "./Progress";
import { useJob } from "./useJob";

export function ExportPanel({ main }: { main: boolean }) {
  const known = useFetch<{ formats: ExportFormat[]; done: Exported[] }>("exports");
  const [wanted, setWanted] = useState<string | null>(null);
  const [columns, setColumns] = useState<NonNullable<ExportIn["columns"]>>("replace");
  const [excluded, setExcluded] = useState<NonNullable<ExportIn["excluded"]>>("drop");
  const { job, running, problem, start } = useJob("exports", known.reload);
  const formats = known.data?.formats ?? [];
  const format = (formats.find(({ code }) => code === wanted) ?? formats.find(({ why }) => why === null))?.code ?? "";
  const asked = { format, columns, excluded };
  // Counted anew after every decision.
  const preview = useFetch<ExportPreview>(format && "exports/preview", asked);
  useEffect(() => preview.reload(), [counts.value?.decisions]);
  const { data } = preview;
  const write = () => data && !running && start(asked);
  useKeys({ keys: { "Ctrl+Enter": write } });
  return (
    <aside class="panel" aria-label="Export">
      <Title main={main}>Export</Title>
      <Problem>{known.problem}</Problem>
      <Formats formats={formats} chosen={format} onChoose={setWanted} />
      <div class="choices">
        <Seg label="Labels" value={columns} options={[["replace", "Replace labels"], ["add", "Add columns"]]} onChoose={setColumns} />
        <Seg label={`Excluded ${project.value.noun}`} value={excluded} options={[["drop", "Leave out excluded"], ["mark", "Mark them"]]} onChoose={setExcluded} />
      </div>
      <Problem>{preview.problem}</Problem>
      {!data && (known.loading || preview.loading) && <p class="small muted" role="status">Reading the source to see what changes.</p>}
      {data && <Preview preview={data} format={format} excluded={excluded} />}
      <div class="go">
        <Button look="primary" big disabled={!data || running} onClick={write} hotkey="Ctrl+Enter">Export {data && counted(data.rows, unitOf(format))}</Button>
        {data && (
          <p class="small muted">
            Writes <span class="mono">exports/{data.files[0]}</span>
            {data.files.length > 1 && ` and ${count(data.files.length - 1)} more`} and a manifest, in the folder of the audit. Your source is not touched.
          </p>
        )}
      </div>
      <Problem>{problem}</Problem>
      {job && job.state !== "done" && <Progress job={job} />}
      <Done done={known.data?.done ?? []} />
    </aside>
  );
}

interface FormatsProps {
  formats: ExportFormat[];
  chosen: string;
  onChoose: (code: string) => void;
}

function Formats({ formats, chosen, onChoose }: FormatsProps) {
  return (
    <fieldset class="fm">
      <legend class="sr">Form</legend>
      <ul>
        {formats.map(({ code, title, file, faithful, why }) => (
          <li key={code}>
            <label class={why ? "shut" : ""}>
              <input type="radio" name="format" value={code} checked={code === chosen} disabled={why !== null} onChange={() => onChoose(code)} />
              <span><b>{title}</b><small>{why ?? `${file}${faithful ? ", as you gave it but for the labels" : ""}`}</small></span>
            </label>
          </li>
        ))}
      </ul>
    </fieldset>
  );
}
