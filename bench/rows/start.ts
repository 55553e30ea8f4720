import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { credentials } from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { CheckRequest, ConfigureRequest } from "@pulumi/pulumi/proto/provider_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { startEmulator } from "../../emulator";
import { ADMIN_TOKEN } from "../../tests/support/small-world";
import { type Measurement, type Row, ratio, scaled, times } from "../row";

const ROUNDS = 21;
const MOST_TIMES_GRPC = 1.1;

const root = join(__dirname, "..", "..");

/** What the plugin is measured beside: the floor, and what no server of gRPC in Node does without. */
const BARE = ["-e", "console.log(0); setInterval(() => {}, 1e6)"];
const GRPC = [
  "-e",
  `const { Server, ServerCredentials } = require("@grpc/grpc-js");
   new Server().bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) => console.log(port));`,
];
const PLUGIN = [join(root, "dist", "provider", "hosts", "plugin", "main.js")];

export const start: Row = {
  names: ["start"],
  async run(options) {
    if (!existsSync("/proc/self/schedstat")) return [];
    const rounds = scaled(ROUNDS, options, 3);
    const emulator = await startEmulator({ seed: "demo" });
    const spent = { bare: [] as number[], grpc: [] as number[], port: [] as number[], check: [] as number[] };
    for (let round = 0; round < rounds; round++) {
      spent.bare.push(await untilPort(BARE));
      spent.grpc.push(await untilPort(GRPC));
      spent.port.push(await untilPort(PLUGIN));
      spent.check.push(await untilChecked(emulator.url));
    }
    await emulator.close();
    const [bare, grpc, port, check] = [spent.bare, spent.grpc, spent.port, spent.check].map(median) as [
      number,
      number,
      number,
      number,
    ];
    const figure = ratio(port, grpc);
    return [
      {
        row: "start",
        work: `start the plugin; the median of ${rounds} times`,
        target: `at most ${times(MOST_TIMES_GRPC)} the CPU of a server of gRPC without services`,
        reached: figure <= MOST_TIMES_GRPC,
        figure: `${times(figure)}; ${times(ratio(port, bare))} a bare node`,
        ours: of("the plugin, until it prints its port", port),
        others: [
          of("the plugin, until its first Check is answered", check),
          of("a bare node", bare),
          of("a server of @grpc/grpc-js as it is installed, without services", grpc),
        ],
      },
    ];
  },
};

function of(what: string, milliseconds: number): Measurement {
  return { what, cpuSeconds: milliseconds / 1000, note: `${Math.round(milliseconds)} ms of CPU` };
}

async function untilPort(args: string[]): Promise<number> {
  return withProcess(args, async (_port, cpu) => cpu());
}

async function untilChecked(baseUrl: string): Promise<number> {
  return withProcess(PLUGIN, async (port, cpu) => {
    const client = new ResourceProviderClient(`127.0.0.1:${port}`, credentials.createInsecure());
    const configure = new ConfigureRequest();
    configure.setArgs(Struct.fromJavaScript({ baseUrl, token: ADMIN_TOKEN, owner: "acme" }));
    await new Promise<void>((resolve, reject) =>
      client.configure(configure, (error) => (error ? reject(error) : resolve())),
    );
    const check = new CheckRequest();
    check.setUrn("urn:pulumi:bench::bench::github-packages:index:Package::api");
    check.setNews(Struct.fromJavaScript({ packageType: "container", name: "api" }));
    await new Promise<void>((resolve, reject) => client.check(check, (error) => (error ? reject(error) : resolve())));
    client.close();
    return cpu();
  });
}

/** Milliseconds of CPU of a process that prints a port, at the moment that `measure` asks for them. */
async function withProcess(
  args: string[],
  measure: (port: string, cpu: () => number) => Promise<number>,
): Promise<number> {
  const child = spawn(process.execPath, args, { cwd: root, stdio: ["ignore", "pipe", "ignore"] });
  try {
    const [printed] = await once(child.stdout, "data");
    return await measure(String(printed).trim(), () => cpuOf(child));
  } finally {
    child.kill("SIGKILL");
  }
}

/** Of all its threads, in nanoseconds: https://docs.kernel.org/scheduler/sched-stats.html */
function cpuOf({ pid }: ChildProcess): number {
  const threads = readdirSync(`/proc/${pid}/task`);
  const spent = threads.map((thread) =>
    Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, "utf8").split(" ")[0]),
  );
  return spent.reduce((sum, one) => sum + one, 0) / 1e6;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
