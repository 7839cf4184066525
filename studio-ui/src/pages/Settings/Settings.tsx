// Settings: one's own keys and looks; the rules of the review and the people, which only a lead changes.
import { post } from "../../api/client";
import type { Settings as Stored } from "../../api/types";
import { setKeys } from "../../keys";
import { boot, isLead, settings } from "../../state/app";
import { Keys } from "./Keys";
import { Look } from "./Look";
import { People } from "./People";
import { Rules } from "./Rules";

/** Store changed settings, and take over what holds then. */
export async function store(changed: Partial<Stored>): Promise<void> {
  const next = await post<Stored>("settings", { ...settings.value, ...changed });
  if (boot.value) boot.value = { ...boot.value, settings: next };
  setKeys(next);
}

export function Settings() {
  const lead = isLead.value;
  return (
    <main id="main" class="page settings">
      <h1 class="title">Settings</h1>
      <p class="how">{lead ? "Keys and looks are your own. Rules and people hold for everybody." : "Keys and looks are your own. Rules and people are set by a lead."}</p>
      <div class="two-columns">
        <Keys />
        <div class="stacked">
          <Look />
          <Rules lead={lead} />
          <People lead={lead} />
        </div>
      </div>
    </main>
  );
}
