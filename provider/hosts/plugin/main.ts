#!/usr/bin/env node
/**
 * The executable `pulumi-resource-github-packages`. The engine starts it with its own address, reads the port that it prints, and ends it when
 * the command is over (https://www.pulumi.com/docs/iac/concepts/plugins/).
 */
import { grpc } from "../pulumi-dependencies";
import { createServer } from "./server";

const { version } = require("../../../package.json") as { version: string };
const server = createServer({ engineAddress: process.argv[2], version, env: process.env });

// Whoever presses Ctrl+C means the engine, which then asks its plugins to cancel.
process.on("SIGINT", () => {});

server.bindAsync("127.0.0.1:0", grpc().ServerCredentials.createInsecure(), (error, port) => {
  if (error) throw error;
  process.stdout.write(`${port}\n`);
});
