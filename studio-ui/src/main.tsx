// Starts the app: theme before anything is drawn, then the first question to the server.
import { render } from "preact";
import { App } from "./app";
import "./styles";
import { loadBoot } from "./state/app";
import { applyTheme } from "./state/theme";

applyTheme();
void loadBoot();
render(<App />, document.getElementById("app") as HTMLElement);
