import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { credentials } from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { ConfigureRequest, ReadRequest, type ReadResponse } from "@pulumi/pulumi/proto/provider_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { type Emulator, startEmulator } from "../../emulator";
import { repositoryRoot } from "../support/imports";
import { ADMIN_TOKEN, smallWorld } from "../support/small-world";
import { until } from "../support/until";

describe("the plugin's process", () => {
  let plugin: ChildProcess;
  let port: string;
  let ended: Promise<unknown[]>;
  beforeEach(async () => {
    plugin = spawn(process.execPath, [join(repositoryRoot, "dist/provider/hosts/plugin/main.js")], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    ended = once(plugin, "exit");
    const [printed] = await once(plugin.stdout as NodeJS.ReadableStream, "data");
    port = String(printed).trim();
  });
  afterEach(() => plugin.kill("SIGKILL"));

  it("ends by the signal with which the engine ends it", async () => {
    plugin.kill("SIGINT");
    expect(await ended).toEqual([0, null]);
  });

  describe("with a call under way", () => {
    let emulator: Emulator;
    beforeEach(async () => {
      emulator = await startEmulator({ seed: smallWorld(), latencyMs: 500 });
    });
    afterEach(() => emulator.close());

    it("finishes that before it ends", async () => {
      const client = new ResourceProviderClient(`127.0.0.1:${port}`, credentials.createInsecure());
      const configure = new ConfigureRequest();
      configure.setArgs(Struct.fromJavaScript({ baseUrl: emulator.url, token: ADMIN_TOKEN }));
      await new Promise<void>((resolve, reject) => {
        client.configure(configure, (error) => (error ? reject(error) : resolve()));
      });
      const request = new ReadRequest();
      request.setUrn("urn:pulumi:test::test::github-packages:index:Package::ui");
      request.setId("acme/npm/ui");
      const answered = new Promise<ReadResponse>((resolve, reject) => {
        client.read(request, (error, response) => (error ? reject(error) : resolve(response)));
      });
      await until("the emulator is asked", () => emulator.requests.length > 0);
      plugin.kill("SIGINT");
      expect((await answered).getId()).toBe("acme/npm/ui");
      client.close();
      expect(await ended).toEqual([0, null]);
    });
  });
});
