// Settings: one's own keys and looks; the rules of the review and the people, which only a lead changes.
import { Keys } from "./Keys";
import { Look } from "./Look";
import { People } from "./People";
import { Rules } from "./Rules";

export function Settings() {
  return (
    <main id="main" class="page settings">
      <h1 class="title">Settings</h1>
      <p class="how">Keys and looks are your own. Rules and people hold for everybody.</p>
      <div class="two-columns">
        <Keys />
        <div class="stacked">
          <Look />
          <Rules />
          <People />
        </div>
      </div>
    </main>
  );
}
