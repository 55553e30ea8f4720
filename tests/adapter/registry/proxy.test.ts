import { createServer, type Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import type { Duplex } from "node:stream";
import { buildImage } from "../../../emulator/images";
import { OddRegistry } from "./support/odd-registry";
import { testReader } from "./support/reader";

const image = buildImage({ content: "acme/api 1" });
const variables = ["HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy"];

describe("a proxy in the environment", () => {
  let registry: OddRegistry;
  let proxy: Server;
  const tunnels: string[] = [];
  const sockets = new Set<Duplex>();
  const before = { ...process.env };

  beforeAll(async () => {
    registry = (await OddRegistry.start()).onManifest(image);
    proxy = createServer().on("connect", (request, socket, head) => {
      tunnels.push(request.url ?? "");
      const [host, port] = (request.url ?? "").split(":");
      const upstream = connect(Number(port), host, () => {
        socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
        upstream.write(head);
        upstream.pipe(socket).pipe(upstream);
      });
      for (const one of [socket, upstream]) sockets.add(one.on("error", () => undefined));
    });
    await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  });

  beforeEach(() => {
    tunnels.length = 0;
    for (const name of variables) delete process.env[name];
    process.env.HTTP_PROXY = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  });

  afterAll(async () => {
    process.env = before;
    for (const socket of sockets) socket.destroy();
    await registry.close();
    await new Promise((resolve) => proxy.close(resolve));
  });

  it("is gone through", async () => {
    const { reader } = testReader({ registryUrl: registry.url });
    expect((await reader.read("acme", "api", [image.digest])).size).toBe(1);
    expect(new Set(tunnels)).toEqual(new Set([new URL(registry.url).host]));
  });

  it("is left out for the hosts that NO_PROXY names", async () => {
    process.env.NO_PROXY = "127.0.0.1";
    const { reader } = testReader({ registryUrl: registry.url });
    expect((await reader.read("acme", "api", [image.digest])).size).toBe(1);
    expect(tunnels).toEqual([]);
  });
});
