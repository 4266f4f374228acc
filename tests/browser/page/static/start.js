import init, { start } from "./outrigger_scenarios_page.js";

await init();
globalThis.start = start;
