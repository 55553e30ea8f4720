// One issue while there is drift, opened, updated and closed: node drift-issue.mjs REPORT.md
import { readFileSync } from "node:fs";
import { list, request } from "./github.mjs";

const { CODE, ISSUE_AUTHOR = "github-actions[bot]" } = process.env;
const LABEL = "github-packages-drift";
const body = readFileSync(process.argv[2], "utf8");
const [marker] = body.split("\n");

const open = await list(`/issues?state=open&labels=${LABEL}`);
const issue = open.find((one) => one.user?.login === ISSUE_AUTHOR && one.body?.startsWith(marker));
if (CODE === "2" && issue) {
  await request("PATCH", `/issues/${issue.number}`, { body });
} else if (CODE === "2") {
  await request("POST", "/issues", { title: "GitHub Packages have drifted", body, labels: [LABEL] });
} else if (issue) {
  await request("POST", `/issues/${issue.number}/comments`, { body: "There is no drift any more." });
  await request("PATCH", `/issues/${issue.number}`, { state: "closed" });
}
