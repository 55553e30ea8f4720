#!/usr/bin/env node
/**
 * The executable `pulumi-resource-github-packages`. The engine starts it with its own address, reads the port that it prints, and ends it when
 * the command is over (https://www.pulumi.com/docs/iac/concepts/plugins/).
 */
import { ServerCredentials } from "@grpc/grpc-js";
import { PluginServer } from "./server";

const { version } = require("../../../package.json") as { version: string };
const server = new PluginServer({ engineAddress: process.argv[2], env: process.env }, version);

// How the engine ends a plugin, when it has closed its connection; it waits five seconds for those that stay. What is under way is finished.
process.on("SIGINT", () => server.tryShutdown(() => process.exit()));

server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) => {
  if (error) throw error;
  process.stdout.write(`${port}\n`, () => server.load());
});
