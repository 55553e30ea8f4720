// Prints the engine that set-up has found as JSON, for tests: `node scripts/setup/find-engine.mjs`.
import { findEngine } from "./engine/find.mjs";

const { engine, reasons } = await findEngine();
console.log(JSON.stringify({ engine, reasons }));
