/** What the emulator's command is for: a file of its own, so that the list of commands loads no emulator. */
export const emulatorSummary = "Stand in for GitHub's packages API on this machine";
