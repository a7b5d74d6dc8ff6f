import { signal } from "@preact/signals";

/** What is shown, by the address: `#/PANEL/WHICH…`. */
export const route = signal(read());

function read(): { panel: string; which: string } {
  const [, panel = "keys", which = ""] =
    /^#\/(\w+)(?:\/(.*))?$/.exec(location.hash) ?? [];
  return { panel, which: decodeURIComponent(which) };
}

export function href(panel: string, which = ""): string {
  const encoded = which.split("/").map(encodeURIComponent).join("/");
  return which === "" ? `#/${panel}` : `#/${panel}/${encoded}`;
}

addEventListener("hashchange", () => (route.value = read()));
