import { ProviderError } from "../../../provider/errors";
import { createEngineLogger } from "../../../provider/hosts/engine-logger";
import { dropEchoes, presentable } from "../../../provider/hosts/presentable-error";

const ODD = "\u001b[2Jtag \u202e\n::set-output name=plan::none ##[add-path]/x <{%reset%}>";
const UNFIT = /(?!\n)[\p{Cc}\p{Cf}]|^\s*::|##\[|<\{%/mu;

describe("what reaches the engine's display", () => {
  it("moves no cursor and is no command, whoever forgot to look at it", async () => {
    const shown = jest.spyOn(console, "error").mockImplementation();
    let now = 0;
    const logger = createEngineLogger(undefined, () => now, { PULUMI_ENABLE_STREAMING_JSON_PREVIEW: "true" });
    now = 10_000;
    for (const say of [logger.info, logger.warn, logger.progress, logger.debug]) say(ODD);
    logger.warn("deletes:", [ODD]);
    await logger.flush();
    const lines = shown.mock.calls.map(([line]) => String(line));
    shown.mockRestore();
    expect(lines).toHaveLength(4);
    for (const line of lines) expect(line).not.toMatch(UNFIT);
  });

  it.each([
    ["an expected error", new ProviderError(ODD, { code: "invalid", githubMessage: ODD })],
    ["a fault of ours that quotes an answer", new SyntaxError(`Unexpected token in "${ODD}"`)],
  ])("is fit for it as %s", (_, error) => {
    const { message, stack } = presentable(error) as Error;
    expect(`${message}\n${stack}\n${error.message}`).not.toMatch(UNFIT);
    expect((error as ProviderError).githubMessage ?? "").not.toMatch(/\n/);
  });

  it("has an expected error once: what the server prints beside it is dropped, and nothing else", () => {
    const printed: unknown[][] = [];
    const console = { error: (...said: unknown[]) => void printed.push(said) };
    dropEchoes(console);
    const echoOf = (error: Error) => console.error(`${error}: ${error.stack}`);
    echoOf(presentable(new ProviderError("read it: no", { code: "invalid" })) as Error);
    expect(printed).toEqual([]);
    echoOf(presentable(new TypeError("a fault of ours")) as Error);
    console.error("the program's own", 7);
    expect(printed).toEqual([[expect.stringContaining("TypeError: a fault of ours")], ["the program's own", 7]]);
  });
});
