import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { EngineGuard } from "../../../provider/run/engine-guard";

describe("the engine's guard", () => {
  it("lets changes through while the engine's port answers, and stops them when it does not", async () => {
    const engine = createServer((socket) => socket.destroy());
    engine.listen(0, "127.0.0.1");
    await once(engine, "listening");
    const guard = new EngineGuard(`127.0.0.1:${(engine.address() as AddressInfo).port}`);
    await expect(guard.assertAlive()).resolves.toBeUndefined();
    engine.close();
    await once(engine, "close");
    await expect(guard.assertAlive()).rejects.toMatchObject({ name: "ProviderError", code: "engine_gone" });
  });
});
