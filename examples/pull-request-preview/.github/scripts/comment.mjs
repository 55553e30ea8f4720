// One comment on the pull request, updated in place: node comment.mjs REPORT.md
import { readFileSync } from "node:fs";
import { list, request } from "./github.mjs";

const { PULL_REQUEST, CODE, COMMENT_AUTHOR = "github-actions[bot]" } = process.env;
const body = readFileSync(process.argv[2], "utf8");
const [marker] = body.split("\n");

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
