// Starts the app: the first question to the server, then the first screen.
import { render } from "preact";
import { App } from "./app";
import "./styles";
import { loadBoot } from "./state/app";

void loadBoot();
render(<App />, document.getElementById("app") as HTMLElement);
