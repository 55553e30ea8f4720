import { buildReport } from "../../../cli/report/build-report";
import type { PolicyReport, Report } from "../../../cli/report/model";
import { parsePreview } from "../../../cli/report/preview";
import { ofPlugin, said, stream } from "./events";

/** The instant of each report. */
export const NOW = Date.parse("2026-03-01T12:00:00Z");

/** The report on a preview with these events. Of the plugin's resources it is the same. */
export function reportOf(events: readonly object[], result?: string): Report {
  const preview = stream(events, result);
  const report = buildReport(parsePreview(preview), NOW);
  const other = buildReport(parsePreview(ofPlugin(preview)), NOW);
  expect(other).toEqual(JSON.parse(ofPlugin(JSON.stringify(report))));
  return report;
}

/** What it says of the first policy. */
export function policyOf(events: readonly object[]): PolicyReport | undefined {
  return reportOf(events).policies[0];
}

/** What a preview tells of the package `lib`, of which so many of all versions go. */
export function total(count: number, go: number): object {
  return said("info", `old (acme, npm): lib: of ${count} versions ${go} go (${go} by [old]), ${count - go} stay (…)`);
}
