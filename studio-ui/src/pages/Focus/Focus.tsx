// One item after the other: see, decide, next.
import { project } from "../../state/app";

export function Focus() {
  return (
    <main id="main" class="page">
      <h1>{project.value.noun}</h1>
    </main>
  );
}
