// Nothing was found: say what was looked for, and offer the way out.
import type { Filter } from "../../api/types";
import { Button } from "../../components/basics";
import { counted } from "../../lib/format";
import { project } from "../../state/app";
import { phrase, setFilter } from "./words";

export function NoMatch({ filter }: { filter: Filter }) {
  const { examples, noun } = project.value;
  return (
    <div class="state">
      <h2>No item matches.</h2>
      <p class="soft">{counted(examples, noun)} were searched for: {phrase(filter)}.</p>
      <Button onClick={() => setFilter({})}>Show all {noun}</Button>
    </div>
  );
}
