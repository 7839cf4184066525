// All styles, in order: tokens, parts, frame, then one file per screen.
import "./tokens.css";
import "./components.css";
import "./shell.css";
import "./overview.css";
import "./focus.css";
