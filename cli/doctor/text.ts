import { formatCount } from "../../provider/progress";
import { formatTable } from "../formats/table";
import { ABILITIES, type Answer, type DoctorReport, type OwnerReport } from "./report";

const ANSWERS: Readonly<Record<Answer, string>> = { yes: "yes", role: "with Admin role", no: "NO", untried: "untried" };

const MEANINGS: Partial<Record<Answer, string>> = {
  role: "the token goes far enough; GitHub also asks for the Admin role for the package, and tells only whoever tries",
  untried: "there is no package to try it on, or the host does not say what the token may do",
};

const KINDS = {
  organization: "organization",
  user: "another user",
  authenticatedUser: "the token's own user",
} as const;

/** The report for people. */
export function reportText(report: DoctorReport): string {
  const { host, token, rate } = report;
  const facts: Array<readonly [string, string | undefined]> = [
    ["Host", `${host.name}: ${host.api} (from ${host.source}), API version ${host.apiVersion}`],
    ["", host.enterpriseVersion],
    ["Registry", host.registry],
    ["Proxy", host.proxy],
    ["Token", `${token.kind} from ${token.source}${token.login === undefined ? "" : `, of ${token.login}`}`],
    ["Scopes", token.scopes && (token.scopes.length === 0 ? "none" : token.scopes.join(", "))],
    ["Expires", token.expiresAt],
    ["Limit", rate ? rateText(rate) : "the host tells none"],
  ];
  const lines = facts.flatMap(([name, text]) => (text === undefined ? [] : [`${name.padEnd(10)}${text}`]));
  const warnings = report.warnings.map((warning) => `Warning: ${warning}`);
  return [...lines, ...warnings, ...report.owners.map(ownerText), ...legend(report), "", verdict(report), ""].join(
    "\n",
  );
}

function rateText({ limit, remaining, resetAt }: NonNullable<DoctorReport["rate"]>): string {
  const until = resetAt === undefined ? "" : `, filled up again at ${resetAt.slice(0, 16).replace("T", " ")} UTC`;
  return `${formatCount(remaining)} of ${formatCount(limit)} requests left this hour${until}`;
}

function ownerText({ login, kind, types, problems }: OwnerReport): string {
  const title = `\n${login}${kind === undefined ? "" : ` (${KINDS[kind]})`}`;
  const rows = types.map(({ type, can }) => [type, ...ABILITIES.map((ability) => ANSWERS[can[ability]])]);
  const table =
    types.length === 0
      ? ""
      : formatTable(["", ...ABILITIES], rows)
          .replace(/^/gm, "  ")
          .trimEnd();
  const note =
    kind === "user" ? "  What GitHub documents to show of another user's packages are the public ones." : undefined;
  const changes = problems.map(
    ({ types, abilities, message }) => `  - ${abilities.join(", ")} of ${types.join(", ")}: ${message}`,
  );
  return [title, table, ...(note === undefined ? [] : [note]), ...changes].filter((text) => text !== "").join("\n");
}

/** What the answers mean that are neither yes nor no. */
function legend({ owners }: DoctorReport): string[] {
  const given = new Set(owners.flatMap(({ types }) => types.flatMap(({ can }) => Object.values(can))));
  const lines = Object.entries(MEANINGS).filter(([answer]) => given.has(answer as Answer));
  return lines.length === 0 ? [] : ["", ...lines.map(([answer, text]) => `${ANSWERS[answer as Answer]}: ${text}.`)];
}

function verdict({ ok, owners, needs }: DoctorReport): string {
  if (ok) return `All that is needed works: ${needs.join(", ")}.`;
  const missing = owners.flatMap(({ login, kind, types }) => {
    if (kind === undefined) return [login];
    const closed = types.filter(({ can }) => needs.some((ability) => can[ability] === "no"));
    return closed.length === 0 ? [] : [`${closed.map(({ type }) => type).join(", ")} of ${login}`];
  });
  return `Needed is ${needs.join(", ")} (--need), which does not work for ${missing.join("; ")}. What to change is above.`;
}
