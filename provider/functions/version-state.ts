import * as z from "zod";

/** Which versions are meant: those that are there (the default), those that were deleted and can be restored, or both. */
export const versionState = z
  .enum(["active", "deleted", "all"], { error: 'state is "active" (the default), "deleted" or "all"' })
  .default("active");

export type VersionStates = z.infer<typeof versionState>;
