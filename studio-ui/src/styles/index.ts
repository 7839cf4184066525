// All styles, in order: tokens, parts, frame, then one file per screen.
import "./tokens.css";
import "./components.css";
import "./shell.css";
import "./overview.css";
import "./focus.css";
import "./sheet.css";
import "./matrix.css";
import "./map.css";
import "./items.css";
import "./ledger.css";
import "./settings.css";
