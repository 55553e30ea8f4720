import { spawn } from "node:child_process";
import type { Surroundings } from "../surroundings";

type Command = readonly [program: string, ...args: string[]];

/** What opens a page on this machine, where there is somebody to look at it: a terminal, a screen, and no CI. */
export function browserCommand(
  url: string,
  { isTerminal, env }: Pick<Surroundings, "isTerminal" | "env">,
  platform: NodeJS.Platform,
): Command | undefined {
  if (!isTerminal || env.CI || env.SSH_CONNECTION) return undefined;
  if (platform === "darwin") return ["open", url];
  if (platform === "win32") return ["cmd", "/c", "start", "", url];
  if (env.WSL_DISTRO_NAME) return ["wslview", url];
  return env.DISPLAY || env.WAYLAND_DISPLAY ? ["xdg-open", url] : undefined;
}

/** Whether it works nobody waits for: the address is printed anyway. */
export function openBrowser([program, ...args]: Command): void {
  const child = spawn(program, args, { stdio: "ignore", detached: true });
  child.once("error", () => {});
  child.unref();
}
