// Which run of preview.yml made the plan that was approved with this commit's pull request, and from when to when. Prints
// lines for GITHUB_OUTPUT; an empty `run-id` when there is none, or none to be trusted.
import { list } from "./github.mjs";

const { GITHUB_REPOSITORY, GITHUB_SHA, BASE_BRANCH = "main" } = process.env;

const pulls = await list(`/commits/${GITHUB_SHA}/pulls`);
const merged = pulls.find((one) => one.merged_at && one.base.ref === BASE_BRANCH);
// What a fork's pull request has uploaded is a stranger's.
const isOwn = merged?.head.repo?.full_name === GITHUB_REPOSITORY;
const run = isOwn ? await approvedRun(merged) : undefined;
console.log(`run-id=${run?.id ?? ""}\nstarted=${run?.run_started_at ?? ""}\nended=${run?.updated_at ?? ""}`);

/** The latest preview, if somebody has approved after it: one that ran again later is not what they have seen. */
async function approvedRun({ number, merged_at, head }) {
  const reviews = await list(`/pulls/${number}/reviews`);
  const approvals = reviews.filter(({ state, commit_id }) => state === "APPROVED" && commit_id === head.sha);
  // Where no review is required, whoever merges approves.
  const approvedAt =
    approvals
      .map(({ submitted_at }) => submitted_at)
      .sort()
      .at(-1) ?? merged_at;
  const question = `event=pull_request&status=success&head_sha=${head.sha}`;
  const runs = await list(`/actions/workflows/preview.yml/runs?${question}`, "workflow_runs");
  const own = runs.filter((one) => one.head_repository?.full_name === GITHUB_REPOSITORY);
  const latest = own.sort((a, b) => b.run_number - a.run_number)[0];
  return latest && latest.updated_at <= approvedAt ? latest : undefined;
}
