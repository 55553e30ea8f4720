import { join } from "node:path";
import { type Emulator, type EmulatorOptions, startEmulator } from "../../emulator";
import { createWorkspace, type Workspace, type WorkspaceOptions } from "./engine";
import { type Requests, requestsTo } from "./requests";
import { ADMIN_TOKEN, smallWorld } from "./small-world";

export interface Scenario extends Requests {
  readonly emulator: Emulator;
  readonly workspace: Workspace;
  /** Replaces the program: `body` is JavaScript that has `Package`, `PackageVersion`, `RetentionPolicy`, `Provider`, `functions` and `pulumi`. */
  program(body: string): Promise<void>;
  close(): Promise<void>;
}

/** The hosts of the provider, which have the same promises to keep. */
export const HOSTS = ["dynamic", "plugin"] as const;

type Host = (typeof HOSTS)[number];

/** The host of tests that name none: that of the jest project. */
export const HOST = (globalThis as { engineHost?: Host }).engineHost ?? "dynamic";

/** What a state and the engine's options call a resource of a scenario on that host. */
export function urnOf(type: string, name: string): string {
  const module = { dynamic: "pulumi-nodejs:dynamic/github-packages", plugin: "github-packages:index" }[HOST];
  return `urn:pulumi:test::test::${module}:${type}::${name}`;
}

export interface ScenarioOptions {
  /** Which host the program's resources have. Default: that of the jest project. */
  host?: Host;
  emulator?: EmulatorOptions;
  workspace?: Omit<WorkspaceOptions, "program">;
}

/** An emulator, and a project that works against it through a real engine. */
export async function startScenario(body: string, options: ScenarioOptions = {}): Promise<Scenario> {
  const isPlugin = (options.host ?? HOST) === "plugin";
  const emulator = await startEmulator({ seed: smallWorld(), ...options.emulator });
  const workspace = await createWorkspace({
    program: programText(body, isPlugin),
    emulatorUrl: emulator.url,
    token: ADMIN_TOKEN,
    usesPlugin: isPlugin,
    ...options.workspace,
  }).catch(async (error) => {
    await emulator.close();
    throw error;
  });
  return {
    emulator,
    workspace,
    program: (text) => workspace.write("index.js", programText(text, isPlugin)),
    ...requestsTo(emulator),
    close: async () => {
      await workspace.close();
      await emulator.close();
    },
  };
}

function programText(body: string, isPlugin: boolean): string {
  const classes = isPlugin ? join(__dirname, "plugin-classes.cjs") : "pulumi-github-packages";
  return `"use strict";
const pulumi = require("@pulumi/pulumi");
const { Package, PackageVersion, RetentionPolicy, Provider, ...functions } = require(${JSON.stringify(classes)});
${body}
`;
}
