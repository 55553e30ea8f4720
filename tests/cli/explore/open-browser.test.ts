import { browserCommand } from "../../../cli/explore/open-browser";

const URL = "http://127.0.0.1:1/x/?key=y";

describe("the browser that explore opens", () => {
  it.each([
    ["darwin", {}, ["open", URL]],
    ["win32", {}, ["cmd", "/c", "start", "", URL]],
    ["linux", { DISPLAY: ":0" }, ["xdg-open", URL]],
    ["linux", { WAYLAND_DISPLAY: "wayland-0" }, ["xdg-open", URL]],
    ["linux", { WSL_DISTRO_NAME: "Debian" }, ["wslview", URL]],
  ] as const)("on %s with %j is the one of the platform", (platform, env, command) => {
    expect(browserCommand(URL, { isTerminal: true, env }, platform)).toEqual(command);
  });

  it.each([
    ["without a screen", "linux", true, {}],
    ["in CI", "darwin", true, { CI: "true" }],
    ["over SSH", "darwin", true, { SSH_CONNECTION: "10.0.0.1 1 10.0.0.2 22" }],
    ["without a terminal", "darwin", false, {}],
  ] as const)("%s is none", (_, platform, isTerminal, env) => {
    expect(browserCommand(URL, { isTerminal, env }, platform)).toBeUndefined();
  });
});
