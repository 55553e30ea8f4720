// Which run of preview.yml made the plan that was approved with this commit's pull request, which one that is, and from when to
// when it ran. Prints lines for GITHUB_OUTPUT; an empty `run-id` when there is none, or none to be trusted.
import { list, request } from "./github.mjs";

const { GITHUB_REPOSITORY, GITHUB_SHA, BASE_BRANCH = "main" } = process.env;

/** https://docs.github.com/rest/using-the-rest-api/issue-event-types */
const BASE_CHANGES = ["base_ref_changed", "automatic_base_change_succeeded"];

const pulls = await list(`/commits/${GITHUB_SHA}/pulls`);
// Two pull requests with the same commit are merged at once: whose approval counts, nobody knows.
const merged = onlyOne(pulls.filter((one) => one.merged_at && one.base.ref === BASE_BRANCH));
// What a fork's pull request has uploaded is a stranger's.
const isOwn = merged?.head.repo?.full_name === GITHUB_REPOSITORY;
const run = isOwn ? await approvedRun(merged) : undefined;
const outputs = {
  "run-id": run?.id,
  "pull-request": run && merged.number,
  started: run?.run_started_at,
  ended: run?.updated_at,
};
for (const [name, value] of Object.entries(outputs)) console.log(`${name}=${value ?? ""}`);

/** The only preview, if it had ended before anybody approved: one that ran again later is not what they have seen. */
async function approvedRun({ number, merged_at, head }) {
  const decisions = lastWords(await list(`/pulls/${number}/reviews`));
  const approvals = decisions.filter(({ state, commit_id }) => state === "APPROVED" && commit_id === head.sha);
  // What was decided was about something else than what was merged, or by somebody whose approval GitHub does not count either.
  if (decisions.length > 0 && !(await isByWriter(approvals))) return undefined;
  // Where no review is required, whoever merges approves.
  const [approvedAt] = [...approvals.map(({ submitted_at }) => submitted_at), merged_at].sort();
  const preview = onlyOne(await previewsOf(head));
  if (preview?.conclusion !== "success" || preview.updated_at > approvedAt) return undefined;
  return (await hadAnotherBase(number)) ? undefined : preview;
}

/** Then the preview may have run with that base's preview.yml, which nobody sees among the changes. */
async function hadAnotherBase(number) {
  const events = await list(`/issues/${number}/events`);
  return events.some(({ event }) => BASE_CHANGES.includes(event));
}

/**
 * However they ended. The same commit can be the head of another branch, and of a pull request of this branch into another base, whose preview.yml is
 * another one: GitHub does not say of a run, once it is merged, for which of them it ran.
 */
async function previewsOf(head) {
  const question = `event=pull_request&head_sha=${head.sha}`;
  const runs = await list(`/actions/workflows/preview.yml/runs?${question}`, "workflow_runs");
  return runs.filter((one) => one.head_branch === head.ref && one.head_repository?.full_name === GITHUB_REPOSITORY);
}

function onlyOne(found) {
  return found.length === 1 ? found[0] : undefined;
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
