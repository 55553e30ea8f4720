// Which run of preview.yml made the plan that was approved with this commit's pull request, and from when to when. Prints
// lines for GITHUB_OUTPUT; an empty `run-id` when there is none, or none to be trusted.
import { list, request } from "./github.mjs";

const { GITHUB_REPOSITORY, GITHUB_SHA, BASE_BRANCH = "main" } = process.env;

const pulls = await list(`/commits/${GITHUB_SHA}/pulls`);
const merged = pulls.find((one) => one.merged_at && one.base.ref === BASE_BRANCH);
// What a fork's pull request has uploaded is a stranger's.
const isOwn = merged?.head.repo?.full_name === GITHUB_REPOSITORY;
const run = isOwn ? await approvedRun(merged) : undefined;
console.log(`run-id=${run?.id ?? ""}\nstarted=${run?.run_started_at ?? ""}\nended=${run?.updated_at ?? ""}`);

/** The latest preview, if it had ended before anybody approved: one that ran again later is not what they have seen. */
async function approvedRun({ number, merged_at, head }) {
  const decisions = lastWords(await list(`/pulls/${number}/reviews`));
  const approvals = decisions.filter(({ state, commit_id }) => state === "APPROVED" && commit_id === head.sha);
  // What was decided was about something else than what was merged, or by somebody whose approval GitHub does not count either.
  if (decisions.length > 0 && !(await isByWriter(approvals))) return undefined;
  // Where no review is required, whoever merges approves.
  const [approvedAt] = [...approvals.map(({ submitted_at }) => submitted_at), merged_at].sort();
  const question = `event=pull_request&status=success&head_sha=${head.sha}`;
  const runs = await list(`/actions/workflows/preview.yml/runs?${question}`, "workflow_runs");
  const own = runs.filter((one) => one.head_repository?.full_name === GITHUB_REPOSITORY);
  const latest = own.sort((a, b) => b.run_number - a.run_number)[0];
  return latest && latest.updated_at <= approvedAt ? latest : undefined;
}

/** The latest decision of each reviewer, which a comment is not. GitHub lists reviews in the order of time. */
function lastWords(reviews) {
  const decisions = reviews.filter(({ state }) => state !== "COMMENTED" && state !== "PENDING");
  return [...new Map(decisions.map((review) => [review.user?.login ?? review.id, review])).values()];
}

/** On a public repository anybody can approve; and no app is somebody who has read the plan. */
async function isByWriter(approvals) {
  for (const { user } of approvals) {
    if (user?.type !== "User") continue;
    const { permission } = await request("GET", `/collaborators/${user.login}/permission`);
    if (permission === "admin" || permission === "write") return true;
  }
  return false;
}
