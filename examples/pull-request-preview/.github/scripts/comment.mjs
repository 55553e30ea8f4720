// One comment on the pull request, updated in place: node comment.mjs REPORT.md
import { existsSync, readFileSync } from "node:fs";
import { list, request } from "./github.mjs";

const { PULL_REQUEST, CODE, STACK, COMMENT_AUTHOR = "github-actions[bot]" } = process.env;
const [file] = process.argv.slice(2);

// As the report begins, too. But a preview that failed early does not know its stack.
const [, project] = /^name:\s*["']?([\w.-]+)/m.exec(readFileSync("Pulumi.yaml", "utf8")) ?? [];
const marker = `<!-- pulumi-github-packages report ${project}/${STACK} -->`;
const [, ...report] = existsSync(file) ? readFileSync(file, "utf8").split("\n") : ["", ...withoutReport()];
const body = [marker, ...report].join("\n");

// Anybody can write the marker into a comment of their own, which they could change again after us.
const ours = (await list(`/issues/${PULL_REQUEST}/comments`)).filter(
  (comment) => comment.user?.login === COMMENT_AUTHOR && comment.body?.startsWith(marker),
);
const latest = ours.at(-1);
if (latest) {
  await request("PATCH", `/issues/comments/${latest.id}`, { body });
} else if (CODE !== "0") {
  await request("POST", `/issues/${PULL_REQUEST}/comments`, { body });
}

/** Pulumi has printed nothing, because its access token has expired, for instance. */
function withoutReport() {
  const { GITHUB_SERVER_URL, GITHUB_REPOSITORY, GITHUB_RUN_ID } = process.env;
  const log = `${GITHUB_SERVER_URL}/${GITHUB_REPOSITORY}/actions/runs/${GITHUB_RUN_ID}`;
  return [
    "## GitHub Packages",
    "",
    `⛔ **The preview failed: what an update would do is not known.** Pulumi has printed nothing; [the log](${log}) says why.`,
  ];
}
