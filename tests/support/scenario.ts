import { join } from "node:path";
import { type Emulator, type EmulatorOptions, startEmulator } from "../../emulator";
import { createWorkspace, type Workspace, type WorkspaceOptions } from "./engine";
import { type Requests, requestsTo } from "./requests";
import { ADMIN_TOKEN, smallWorld } from "./small-world";

export interface Scenario extends Requests {
  readonly emulator: Emulator;
  readonly workspace: Workspace;
  /** Replaces the program: `body` is JavaScript that has `Package`, `PackageVersion`, `RetentionPolicy` and `pulumi`. */
  program(body: string): Promise<void>;
  close(): Promise<void>;
}

/** The hosts of the provider, which have the same promises to keep. */
export const HOSTS = ["dynamic", "plugin"] as const;

export interface ScenarioOptions {
  /** Which host the program's resources have. Default: what ENGINE_HOST says, else the dynamic one. */
  host?: (typeof HOSTS)[number];
  emulator?: EmulatorOptions;
  workspace?: Omit<WorkspaceOptions, "program">;
}

/**
 * An emulator, and a project that works against it through a real engine. With `ENGINE_HOST=plugin` in
 * the environment, tests that name no host go through the plugin.
 */
export async function startScenario(body: string, options: ScenarioOptions = {}): Promise<Scenario> {
  const isPlugin = (options.host ?? process.env.ENGINE_HOST) === "plugin";
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
const { Package, PackageVersion, RetentionPolicy } = require(${JSON.stringify(classes)});
${body}
`;
}
