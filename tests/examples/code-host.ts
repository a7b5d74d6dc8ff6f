import { once } from "node:events";
import { createServer, type IncomingMessage, type Server } from "node:http";
import { text } from "node:stream/consumers";
import type { AddressInfo } from "node:net";

interface Comment {
  id: number;
  body: string;
  /** Made with the token of the run. */
  mine: boolean;
}

const TOKEN = "token-of-the-run";

/** As much of GitHub's or GitLab's API as a review of one pull request calls. */
export class CodeHost {
  comments: Comment[] = [];
  /** The one whose pull request is known. */
  commit = "";
  #labels: string[] = [];
  #ids = 1_000;

  private constructor(
    private readonly kind: "github" | "gitlab",
    private readonly server: Server,
  ) {}

  static async start(kind: "github" | "gitlab"): Promise<CodeHost> {
    const server = createServer();
    const host = new CodeHost(kind, server);
    server.on("request", (request, response) => {
      void host.#answer(request).then(([status, body]) => {
        response.statusCode = status;
        response.end(JSON.stringify(body));
      });
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return host;
  }

  stop(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  reset(): void {
    this.comments = [];
    this.#labels = [];
  }

  label(name: string): void {
    this.#labels.push("other", name);
  }

  /** Makes so many comments of others. */
  fill(count: number): void {
    for (let at = 0; at < count; at++)
      this.comments.push({ id: this.#ids++, body: "fine", mine: false });
  }

  /** The one comment of this run; the newest, where there are more. */
  ours(): string {
    return this.comments.filter(({ mine }) => mine).at(-1)?.body ?? "";
  }

  /** Of a run on pull request 17. */
  environment(): Record<string, string> {
    const { port } = this.server.address() as AddressInfo;
    const url = `http://127.0.0.1:${String(port)}`;
    return this.kind === "github"
      ? {
          GITHUB_ACTIONS: "true",
          GITHUB_API_URL: url,
          GITHUB_REPOSITORY: "owner/repository",
          GITHUB_REF: "refs/pull/17/merge",
          GITHUB_TOKEN: TOKEN,
        }
      : {
          GITLAB_CI: "true",
          CI_API_V4_URL: url,
          CI_PROJECT_ID: "4",
          CI_MERGE_REQUEST_IID: "17",
          GITLAB_TOKEN: TOKEN,
        };
  }

  async #answer(request: IncomingMessage): Promise<[number, unknown]> {
    const { authorization, "private-token": token } = request.headers;
    if (authorization !== `Bearer ${TOKEN}` && token !== TOKEN)
      return [401, {}];
    const { pathname, searchParams } = new URL(
      request.url ?? "",
      "http://host",
    );
    const body = await text(request);
    const given =
      body === "" ? undefined : (JSON.parse(body) as { body: string });
    const asked = `${request.method ?? ""} ${pathname}`;
    const [at, size] = ["page", "per_page"].map((name) =>
      Number(searchParams.get(name)),
    );
    const page = <T>(all: readonly T[]) =>
      all.slice((at! - 1) * size!, at! * size!);
    return this.kind === "github"
      ? this.#github(asked, given, page)
      : this.#gitlab(asked, given, page);
  }

  #github(
    asked: string,
    given: { body: string } | undefined,
    page: <T>(all: readonly T[]) => T[],
  ): [number, unknown] {
    const repository = "/repos/owner/repository";
    const comments = `${repository}/issues/17/comments`;
    if (asked === `GET ${repository}/issues/17/labels`)
      return [200, page(this.#labels.map((name) => ({ name })))];
    if (asked === `GET ${comments}`)
      return [
        200,
        page(
          this.comments.map(({ id, body, mine }) => ({
            ...{ id, body },
            user: { type: mine ? "Bot" : "User" },
          })),
        ),
      ];
    if (asked === `POST ${comments}` && given) return this.#post(given.body);
    const [, id] =
      /^PATCH \/repos\/owner\/repository\/issues\/comments\/(\d+)$/.exec(
        asked,
      ) ?? [];
    if (id !== undefined && given) return this.#edit(Number(id), given.body);
    if (asked === `GET ${repository}/commits/${this.commit}/pulls`)
      return [
        200,
        [
          { number: 16, state: "closed" },
          { number: 17, state: "open" },
        ],
      ];
    return asked.endsWith("/pulls") ? [200, []] : [404, {}];
  }

  #gitlab(
    asked: string,
    given: { body: string } | undefined,
    page: <T>(all: readonly T[]) => T[],
  ): [number, unknown] {
    const request = "/projects/4/merge_requests/17";
    if (asked === "GET /user") return [200, { id: 5 }];
    if (asked === `GET ${request}`) return [200, { labels: this.#labels }];
    if (asked === `GET ${request}/notes`)
      return [
        200,
        page(
          this.comments.map(({ id, body, mine }) => ({
            ...{ id, body },
            author: { id: mine ? 5 : 6 },
          })),
        ),
      ];
    if (asked === `POST ${request}/notes` && given)
      return this.#post(given.body);
    const [, id] = /^PUT .*\/17\/notes\/(\d+)$/.exec(asked) ?? [];
    return id !== undefined && given
      ? this.#edit(Number(id), given.body)
      : [404, {}];
  }

  #post(body: string): [number, unknown] {
    this.comments.push({ id: this.#ids++, body, mine: true });
    return [201, {}];
  }

  #edit(id: number, body: string): [number, unknown] {
    const comment = this.comments.find((each) => each.id === id);
    if (comment?.mine !== true) return [403, {}];
    comment.body = body;
    return [200, {}];
  }
}
