// The first screen: what is wrong, how sure, what next.
import { project } from "../../state/app";

export function Overview() {
  return (
    <main id="main" class="page">
      <h1>{project.value.name}</h1>
    </main>
  );
}
