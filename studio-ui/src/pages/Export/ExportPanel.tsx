// Export: choose a form, see what would change, write it. The source file is never touched.
import { useEffect, useState } from "preact/hooks";
import { messageOf, post } from "../../api/client";
import type { Exported, ExportFormat, ExportIn, ExportPreview, Job } from "../../api/types";
import { Button, Problem, Seg } from "../../components/basics";
import { useFetch } from "../../components/useFetch";
import { count, counted } from "../../lib/format";
import { useKeys } from "../../keys";
import { counts, project } from "../../state/app";
import { Title } from "../History/Ledger";
import { Done } from "./Done";
import { Preview } from "./Preview";
import { Progress } from "./Progress";
import { useJob } from "./useJob";

interface Exports {
  formats: ExportFormat[];
  done: Exported[];
}

type Columns = NonNullable<ExportIn["columns"]>;
type Excluded = NonNullable<ExportIn["excluded"]>;

export function ExportPanel({ main }: { main: boolean }) {
  const known = useFetch<Exports>("exports");
  const formats = known.data?.formats ?? [];
  const [chosen, setChosen] = useState<string | null>(null);
  const [columns, setColumns] = useState<Columns>("replace");
  const [excluded, setExcluded] = useState<Excluded>("drop");
  const [started, setStarted] = useState<Job | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const job = useJob(started);
  const format = formats.find((one) => one.code === chosen) ?? formats.find((one) => one.why === null) ?? null;
  const asked: ExportIn = { format: format?.code ?? "", columns, excluded };
  const preview = useFetch<ExportPreview>(format ? "exports/preview" : null, { ...asked });
  const decided = counts.value?.decisions;
  useEffect(() => preview.reload(), [decided]);
  useEffect(() => {
    if (job?.state === "done") known.reload();
  }, [job?.state]);
  const running = job?.state === "running";
  const write = (): void => {
    if (!format || running) return;
    setProblem(null);
    post<Job>("exports", asked).then(setStarted, (error: unknown) => setProblem(messageOf(error)));
  };
  useKeys({ on: {}, keys: { "Ctrl+Enter": write } });
  return (
    <aside class="panel" aria-label="Export">
      <Title main={main}>Export</Title>
      <Problem>{known.problem}</Problem>
      {known.loading && !known.data && <div class="skel" aria-hidden="true"><i class="w60" /><i class="w90" /><i class="w40" /></div>}
      <Formats formats={formats} chosen={format?.code ?? null} onChoose={setChosen} />
      <Choices columns={columns} excluded={excluded} onColumns={setColumns} onExcluded={setExcluded} />
      <Problem>{preview.problem}</Problem>
      {preview.data && <Preview preview={preview.data} excluded={excluded} />}
      <div class="go">
        <Button look="primary" big disabled={!preview.data || running} onClick={write} hotkey="Ctrl+Enter">Export {preview.data ? counted(preview.data.rows, "rows") : ""}</Button>
        {preview.data && <Where preview={preview.data} />}
      </div>
      <Problem>{problem}</Problem>
      {job && job.state !== "done" && <Progress job={job} />}
      <Done done={known.data?.done ?? []} fresh={job?.state === "done"} />
    </aside>
  );
}

function Where({ preview }: { preview: ExportPreview }) {
  return (
    <p class="small muted">
      Writes <span class="mono">exports/{preview.files[0] ?? "one file"}</span>
      {preview.files.length > 1 && ` and ${count(preview.files.length - 1)} more`} and a manifest, in the folder of the audit. Your source is not touched.
    </p>
  );
}

interface FormatsProps {
  formats: ExportFormat[];
  chosen: string | null;
  onChoose: (code: string) => void;
}

function Formats({ formats, chosen, onChoose }: FormatsProps) {
  return (
    <fieldset class="fm">
      <legend class="sr">Form</legend>
      <ul>
        {formats.map(({ code, title, file, faithful, why }) => (
          <li key={code}>
            <label class={why === null ? "" : "shut"}>
              <input type="radio" name="format" value={code} checked={code === chosen} disabled={why !== null} onChange={() => onChoose(code)} />
              <span><b>{title}</b><small>{why ?? `${file}${faithful ? ", as you gave it but for the labels" : ""}`}</small></span>
            </label>
          </li>
        ))}
      </ul>
    </fieldset>
  );
}

interface ChoicesProps {
  columns: Columns;
  excluded: Excluded;
  onColumns: (value: Columns) => void;
  onExcluded: (value: Excluded) => void;
}

function Choices({ columns, excluded, onColumns, onExcluded }: ChoicesProps) {
  const out = counts.value?.excluded ?? 0;
  return (
    <div class="choices">
      <Seg label="Labels" value={columns} options={[["replace", "Replace labels"], ["add", "Add columns"]]} onChoose={onColumns} />
      <Seg label={`Excluded ${project.value.noun}`} value={excluded} options={[["drop", `Leave out ${out > 0 ? count(out) : ""} excluded`], ["mark", "Mark them"]]} onChoose={onExcluded} />
    </div>
  );
}
