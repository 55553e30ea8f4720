/**
 * Measures what this provider costs, beside what people use today, against the emulator with GitHub's limits and a latency. docs/benchmarks.md
 * describes the rows and has figures.
 *
 *   npm run bench -- [ROW …] [--scale 0.1] [--json FILE] [--markdown FILE]
 */
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { parseArgs } from "node:util";
import { findEngine } from "../tests/support/engine";
import type { BenchOptions, Row, RowResult } from "./row";
import { deletions } from "./rows/deletions";
import { explore } from "./rows/explore";
import { growth } from "./rows/growth";
import { list } from "./rows/list";
import { organization } from "./rows/organization";
import { plan } from "./rows/plan";
import { policy } from "./rows/policy";
import { resources } from "./rows/resources";
import { sizes } from "./rows/sizes";
import { stacks } from "./rows/stacks";
import { start } from "./rows/start";
import { LATENCY_MS } from "./support/emulator-process";
import { formatMarkdown, formatTable } from "./table";
import { writeFigures } from "./write-figures";

/** The slow one is last. */
const ROWS: readonly Row[] = [
  plan,
  start,
  explore,
  list,
  sizes,
  policy,
  growth,
  stacks,
  organization,
  resources,
  deletions,
];
const NAMES = ROWS.flatMap(({ names }) => names);

interface Order {
  readonly selected: ReadonlySet<string>;
  readonly scale: number;
  readonly json: string | undefined;
  readonly markdown: string | undefined;
}

function readOrder(argv: string[]): Order {
  const options = {
    scale: { type: "string", default: "1" },
    json: { type: "string" },
    markdown: { type: "string" },
  } as const;
  const { values, positionals } = parseArgs({ args: argv, options, allowPositionals: true });
  const unknown = positionals.filter((name) => !NAMES.includes(name));
  if (unknown.length > 0) throw new Error(`There is no row ${unknown.join(", ")}. The rows are ${NAMES.join(", ")}.`);
  const scale = Number(values.scale);
  if (!(scale > 0 && scale <= 1)) throw new Error("--scale is a number above 0 and at most 1.");
  const { json, markdown } = values;
  return { selected: new Set(positionals.length > 0 ? positionals : NAMES), scale, json, markdown };
}

async function main(): Promise<void> {
  const { selected, scale, json, markdown } = readOrder(process.argv.slice(2));
  const options: BenchOptions = { scale, tell: (line) => console.error(line) };
  const results: RowResult[] = [];
  for (const row of ROWS) {
    const names = new Set(row.names.filter((name) => selected.has(name)));
    if (names.size === 0) continue;
    console.error(`measuring ${[...names].join(", ")} …`);
    results.push(...(await row.run(options, names)));
  }
  const about = aboutRun(scale);
  const notReached = results.filter(({ reached }) => !reached);
  console.log(`${Object.values(about).join(", ")}\n\n${formatTable(results)}\n`);
  console.log(`${results.length - notReached.length} of ${results.length} targets reached`);
  if (markdown !== undefined)
    writeFigures(markdown, `${Object.values(about).join(", ")}.\n\n${formatMarkdown(results)}`);
  if (json !== undefined) writeFileSync(json, `${JSON.stringify({ about, results }, null, 2)}\n`);
  if (notReached.length > 0) process.exitCode = 1;
}

function aboutRun(scale: number) {
  const processors = cpus();
  return {
    date: new Date().toISOString().slice(0, 10),
    machine: `${processors.length} x ${processors[0]?.model.trim() ?? "unknown"}`,
    memory: `${Math.round(totalmem() / 2 ** 30)} GiB`,
    node: `Node ${process.versions.node}`,
    engine: `Pulumi ${execFileSync(findEngine().pulumi, ["version"], { encoding: "utf8" }).trim()}`,
    latency: `${LATENCY_MS} ms latency`,
    ...(scale < 1 && { scale: `sizes x ${scale}` }),
  };
}

main().catch((error: Error) => {
  console.error(error.stack);
  process.exitCode = 1;
});
