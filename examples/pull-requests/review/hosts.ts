/** A pull request on its host, with its labels and this script's comment. */
import { execFileSync } from "node:child_process";

type Environment = Readonly<Record<string, string | undefined>>;

export interface PullRequest {
  labels(): Promise<string[]>;
  /** Replaces the comment that begins with the marker, or creates it. */
  comment(marker: string, body: string): Promise<void>;
}

/** The pull request of this run, if there is one. */
export async function pullRequest(
  env: Environment,
): Promise<PullRequest | undefined> {
  if (env["GITLAB_CI"]) return gitlab(env);
  if (env["GITHUB_ACTIONS"]) {
    const [, number] =
      /^refs\/pull\/(\d+)\//.exec(env["GITHUB_REF"] ?? "") ?? [];
    return number === undefined
      ? undefined
      : github(env, env["GITHUB_REPOSITORY"] ?? "", number);
  }
  if (env["PULUMI_CI_SYSTEM"] === "Pulumi Deployments" && env["GITHUB_TOKEN"])
    return ofCommit(env);
  return undefined;
}

const PAGE = 100;

interface Comment {
  id: number;
  body: string;
}

function github(
  env: Environment,
  repository: string,
  number: string,
): PullRequest {
  const issues = `${githubUrl(env)}/repos/${repository}/issues`;
  const ask = client({ authorization: `Bearer ${env["GITHUB_TOKEN"] ?? ""}` });
  return {
    async labels() {
      const labels = await pages<{ name: string }>(
        ask,
        `${issues}/${number}/labels`,
      );
      return labels.map(({ name }) => name);
    },
    async comment(marker, body) {
      type Found = Comment & { user: { type: string } | null };
      const all = await pages<Found>(ask, `${issues}/${number}/comments`);
      // Anybody who can comment can begin a comment with the marker, and edit what the script wrote there.
      const ours = all.find(
        (each) => each.user?.type === "Bot" && each.body.startsWith(marker),
      );
      if (ours) await ask("PATCH", `${issues}/comments/${ours.id}`, { body });
      else await ask("POST", `${issues}/${number}/comments`, { body });
    },
  };
}

const githubUrl = (env: Environment) =>
  env["GITHUB_API_URL"] ?? "https://api.github.com";

function gitlab(env: Environment): PullRequest | undefined {
  const { CI_API_V4_URL: url = "", CI_PROJECT_ID: project = "" } = env;
  const number = env["CI_MERGE_REQUEST_IID"];
  if (number === undefined) return undefined;
  const request = `${url}/projects/${project}/merge_requests/${number}`;
  const ask = client({ "private-token": env["GITLAB_TOKEN"] ?? "" });
  return {
    async labels() {
      const { labels } = (await ask("GET", request)) as { labels: string[] };
      return labels;
    },
    async comment(marker, body) {
      type Note = Comment & { author: { id: number } };
      const me = (await ask("GET", `${url}/user`)) as { id: number };
      const all = await pages<Note>(ask, `${request}/notes`);
      const ours = all.find(
        (note) => note.author.id === me.id && note.body.startsWith(marker),
      );
      if (ours) await ask("PUT", `${request}/notes/${ours.id}`, { body });
      else await ask("POST", `${request}/notes`, { body });
    },
  };
}

/** Pulumi Deployments doesn't name the pull request, but checks out its commit, or GitHub's merge of that commit. */
async function ofCommit(env: Environment): Promise<PullRequest | undefined> {
  const git = (...args: string[]) =>
    execFileSync("git", args, { encoding: "utf8" }).trim();
  const remote = git("remote", "get-url", "origin");
  const [, repository] =
    /github\.com[/:]([^/]+\/[^/]+?)(\.git)?$/.exec(remote) ?? [];
  if (repository === undefined) return undefined;
  const ask = client({ authorization: `Bearer ${env["GITHUB_TOKEN"] ?? ""}` });
  const commits = git("log", "-1", "--format=%H %P").split(" ").reverse();
  for (const commit of commits) {
    const url = `${githubUrl(env)}/repos/${repository}/commits/${commit}/pulls`;
    const found = (await ask("GET", url)) as {
      number: number;
      state: string;
    }[];
    const open = found.find(({ state }) => state === "open");
    if (open) return github(env, repository, String(open.number));
  }
  return undefined;
}

type Ask = (method: string, url: string, body?: object) => Promise<unknown>;

function client(headers: Record<string, string>): Ask {
  return async (method, url, body) => {
    const reply = await fetch(url, {
      method,
      headers: { ...headers, "content-type": "application/json" },
      body: body && JSON.stringify(body),
    });
    if (!reply.ok) throw new Error(`${method} ${url}: ${reply.status}`);
    return reply.json();
  };
}

async function pages<Item>(ask: Ask, url: string): Promise<Item[]> {
  const all: Item[] = [];
  for (let page = 1; ; page++) {
    const query = `per_page=${String(PAGE)}&page=${String(page)}`;
    const items = (await ask("GET", `${url}?${query}`)) as Item[];
    all.push(...items);
    if (items.length < PAGE) return all;
  }
}
