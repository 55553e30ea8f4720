import { readFileSync } from "node:fs";
import { join } from "node:path";
import { startEmulator } from "../../emulator";
import { createWorkspace, diagnosticsOf, stepsOf } from "../support/engine";
import { repositoryRoot } from "../support/imports";

jest.setTimeout(300_000);

describe("the retention example", () => {
  it("previews what it says, applies just that, and has nothing pending then", async () => {
    const emulator = await startEmulator({ seed: "demo" });
    const workspace = await createWorkspace({
      program: readFileSync(join(repositoryRoot, "examples/retention/index.ts"), "utf8"),
      language: "typescript",
      emulatorUrl: emulator.url,
      token: "emulator-admin",
      config: { "github-packages:owner": "acme" },
    });
    try {
      const preview = await workspace.preview();
      expect({ code: preview.code, errors: diagnosticsOf(preview).filter((line) => line.startsWith("error")) }).toEqual(
        {
          code: 0,
          errors: [],
        },
      );
      const planned = stepsOf(preview).flatMap(({ metadata }) => plannedDeletions(metadata.new?.inputs?.runs ?? {}));
      expect(planned.length).toBeGreaterThan(50);
      const before = present(emulator.world.snapshot());
      expect((await workspace.up()).code).toBe(0);
      const after = present(emulator.world.snapshot());
      expect(before.filter((id) => !after.includes(id)).sort()).toEqual(planned.sort());
      expect(after.filter((id) => !before.includes(id))).toEqual([]);
      expect((await workspace.preview(["--expect-no-changes"])).code).toBe(0);
    } finally {
      await workspace.close();
      await emulator.close();
    }
  });
});

function plannedDeletions(runs: Record<string, { delete?: Record<string, Record<string, string>> }>): number[] {
  return Object.values(runs).flatMap((run) =>
    Object.values(run.delete ?? {}).flatMap((versions) => Object.keys(versions).map(Number)),
  );
}

function present({ packages }: ReturnType<Awaited<ReturnType<typeof startEmulator>>["world"]["snapshot"]>): number[] {
  const active = packages.filter(({ deletedAt }) => deletedAt === undefined);
  return active.flatMap(({ versions }) =>
    versions.flatMap(({ id, deletedAt }) => (deletedAt === undefined && id !== undefined ? [id] : [])),
  );
}
