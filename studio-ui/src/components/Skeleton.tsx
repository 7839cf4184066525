// What stands where a screen will be: grey shapes in its layout while it is on its way, or why there is none.
import type { ComponentChildren } from "preact";

/** The shapes appear after 150 ms (in CSS); there is no spinner. */
export function Skeleton() {
  return (
    <main id="main" class="page skel" aria-busy="true">
      <h1 class="sr">Loading</h1>
      <i class="w60 tall" /><i class="w40" /><i class="w30" /><i class="w90 big" />
    </main>
  );
}

export function Notice({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <main id="main" class="page">
      <h1>{title}</h1>
      <p class="how">{children}</p>
    </main>
  );
}
