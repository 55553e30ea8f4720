/** GitHub's REST API, wherever the runner's GitHub is: github.com, data residency or an Enterprise Server. */
const { GITHUB_API_URL = "https://api.github.com", GITHUB_REPOSITORY, GH_TOKEN } = process.env;

/** One call below the repository: `request("GET", "/issues/1/comments")`. Throws when GitHub refuses. */
export async function request(method, path, body) {
  return (await send(method, `${GITHUB_API_URL}/repos/${GITHUB_REPOSITORY}${path}`, body)).data;
}

/** All entries of a list: `field` names the list where the answer is an object. */
export async function list(path, field) {
  const entries = [];
  const separator = path.includes("?") ? "&" : "?";
  let url = `${GITHUB_API_URL}/repos/${GITHUB_REPOSITORY}${path}${separator}per_page=100`;
  while (url) {
    const { data, next } = await send("GET", url);
    entries.push(...(field ? data[field] : data));
    url = next;
  }
  return entries;
}

async function send(method, url, body) {
  const response = await fetch(url, {
    method,
    headers: {
      accept: "application/vnd.github+json",
      authorization: `Bearer ${GH_TOKEN}`,
      "content-type": "application/json",
      "x-github-api-version": "2022-11-28",
    },
    ...(body && { body: JSON.stringify(body) }),
  });
  if (!response.ok) {
    throw new Error(`${method} ${new URL(url).pathname}: ${response.status} ${await response.text()}`);
  }
  const [, next] = /<([^>]+)>; rel="next"/.exec(response.headers.get("link") ?? "") ?? [];
  return { data: response.status === 204 ? undefined : await response.json(), next };
}
