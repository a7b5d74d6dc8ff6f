import { signal } from "@preact/signals";

/** What became of the last thing that the user has done. */
export const notice = signal<{ text: string; isError: boolean } | undefined>(
  undefined,
);

/** Asks the control surface. Throws an Error with its refusal. */
export async function ask<T>(
  method: "GET" | "POST" | "DELETE",
  name: string,
  body?: unknown,
): Promise<T> {
  const reply = await fetch(`/_emulator/${name}`, {
    method,
    headers: { "content-type": "application/json" },
    body: body === undefined ? undefined : JSON.stringify(body),
  }).catch(() => {
    throw new Error("The emulator does not answer.");
  });
  const json = (await reply.json()) as T & { error?: string };
  if (reply.ok) return json;
  throw new Error(json.error ?? reply.statusText);
}

/** Does what the user has asked for, and says how it went. Gives whether it succeeded. */
export async function act(
  done: string,
  run: () => Promise<unknown>,
): Promise<boolean> {
  try {
    await run();
    notice.value = { text: done, isError: false };
    return true;
  } catch (error) {
    notice.value = { text: (error as Error).message, isError: true };
    return false;
  }
}

/** The fields of a form that are filled in. Those of type number are numbers. */
export function filledIn(form: HTMLFormElement): Record<string, unknown> {
  const filled: Record<string, unknown> = {};
  for (const field of form.querySelectorAll<
    HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement
  >("[name]")) {
    const { name, value, type } = field;
    if (value !== "") filled[name] = type === "number" ? Number(value) : value;
  }
  return filled;
}
