/** The one client of the emulator's control surface, for all tests and tools. */
export interface Answer {
  status: number;
  headers: Headers;
  json: unknown;
}

/** Calls a path below `/_emulator/`, and gives whatever is answered. */
export async function askControl(
  url: string,
  method: string,
  name: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const reply = await fetch(`${url}/_emulator/${name}`, {
    method,
    headers,
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  return answerOf(reply);
}

/** Calls a path below `/_emulator/`, and throws what it refuses. */
export async function control<T>(
  url: string,
  method: string,
  name: string,
  body?: unknown,
): Promise<T> {
  const { status, json } = await askControl(url, method, name, body);
  if (status === 200) return json as T;
  throw new Error(`${method} ${name}: ${status} ${JSON.stringify(json)}`);
}

/** What was answered, read as JSON if it says that it is. */
export async function answerOf(response: Response): Promise<Answer> {
  const text = await response.text();
  const isJson = response.headers.get("content-type")?.includes("json");
  return {
    status: response.status,
    headers: response.headers,
    json: isJson ? (JSON.parse(text) as unknown) : text,
  };
}
