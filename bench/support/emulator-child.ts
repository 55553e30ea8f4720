/** The process of `emulator-process.ts`: an emulator of its own, so that its work is nobody else's. */
import { type Emulator, type EmulatorOptions, startEmulator } from "../../emulator";
import { countTraffic } from "./traffic";
import { benchWorld, OWNER, type WorldSize } from "./worlds";

export type Order =
  | { readonly kind: "start"; readonly size: WorldSize; readonly options: EmulatorOptions }
  | { readonly kind: "traffic" }
  | { readonly kind: "versions"; readonly package: string };

let emulator: Emulator | undefined;

async function obey(order: Order): Promise<unknown> {
  if (order.kind === "start") {
    emulator = await startEmulator({ ...order.options, seed: benchWorld(order.size) });
    return emulator.url;
  }
  if (!emulator) throw new Error("the emulator is not started");
  if (order.kind === "versions") return emulator.world.versions(OWNER, "npm", order.package).length;
  const traffic = countTraffic(emulator.requests);
  emulator.clearRequests();
  return traffic;
}

process.on("message", (order: Order) => {
  obey(order).then(
    (value) => process.send?.({ value }),
    (error: Error) => process.send?.({ error: error.message }),
  );
});
process.on("disconnect", () => process.exit());
