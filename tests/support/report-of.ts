import { buildReport } from "../../cli/report/build-report";
import type { Report } from "../../cli/report/model";
import { parsePreview } from "../../cli/report/preview";
import type { Workspace } from "./engine";

/** What a reviewer is told of what `pulumi preview` would do now. */
export async function reportOf({ pulumi }: Workspace, args: string[] = []): Promise<Report> {
  const env = { PULUMI_ENABLE_STREAMING_JSON_PREVIEW: "true" };
  const { stdout } = await pulumi(["preview", "--json", ...args], { env });
  return buildReport(parsePreview(stdout), Date.now());
}
