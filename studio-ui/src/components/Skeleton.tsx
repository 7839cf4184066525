// Grey shapes in the layout of a screen that is on its way; they appear after 150 ms (in CSS), there is no spinner.
export function Skeleton() {
  return (
    <main id="main" class="page skel" aria-busy="true">
      <h1 class="sr">Loading</h1>
      <i class="w60 tall" /><i class="w40" /><i class="w30" /><i class="w90 big" />
    </main>
  );
}
