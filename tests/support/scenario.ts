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

export interface ScenarioOptions {
  emulator?: EmulatorOptions;
  workspace?: Omit<WorkspaceOptions, "program">;
}

/** An emulator, and a project that works against it through a real engine. */
export async function startScenario(body: string, options: ScenarioOptions = {}): Promise<Scenario> {
  const emulator = await startEmulator({ seed: smallWorld(), ...options.emulator });
  const workspace = await createWorkspace({
    program: programText(body),
    emulatorUrl: emulator.url,
    token: ADMIN_TOKEN,
    ...options.workspace,
  }).catch(async (error) => {
    await emulator.close();
    throw error;
  });
  return {
    emulator,
    workspace,
    program: (text) => workspace.write("index.js", programText(text)),
    ...requestsTo(emulator),
    close: async () => {
      await workspace.close();
      await emulator.close();
    },
  };
}

function programText(body: string): string {
  return `"use strict";
const pulumi = require("@pulumi/pulumi");
const { Package, PackageVersion, RetentionPolicy } = require("pulumi-github-packages");
${body}
`;
}
