import * as os from "node:os";
import { join } from "node:path";
import { rootDirectory } from "../../../provider/run/run-directory";

jest.mock("node:os", () => ({ ...jest.requireActual("node:os"), userInfo: jest.fn() }));

describe("the directory of this user's runs", () => {
  it("is found for a user without a name, as containers have", () => {
    jest.mocked(os.userInfo).mockImplementation(() => {
      throw new Error("A system error occurred: uv_os_get_passwd returned ENOENT (no such file or directory)");
    });
    expect(rootDirectory()).toBe(join(os.tmpdir(), `pulumi-github-packages-${process.getuid?.()}`));
  });
});
