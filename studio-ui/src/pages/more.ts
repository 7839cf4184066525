// The screens that are seldom the first one: one script of their own, fetched once the first screen is up.
export { Disagreements } from "./Disagreements/Disagreements";
export { Ledger } from "./History/Ledger";
export { MapPage } from "./Map/MapPage";
export { MatrixPage } from "./Matrix/MatrixPage";
export { Settings } from "./Settings/Settings";
export { Sheet } from "./Sheet/Sheet";
