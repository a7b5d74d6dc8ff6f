import { refusal } from "./errors";

type Tree = Map<string, string | Tree>;

/** Deeper than any parameter. */
const DEEPEST = 8;

/** The parameters of a GET in the form of a POST's JSON: `Tags.0.TagKey=a` becomes a list of one. All values are texts. */
export function queryParameters(query: string): object {
  const root: Tree = new Map();
  for (const [name, value] of new URLSearchParams(query))
    plant(root, name.split("."), value, name);
  return Object.fromEntries(grown(root));
}

function plant(root: Tree, path: string[], value: string, name: string): void {
  const last = path.pop() ?? "";
  let tree: Tree | string = root;
  for (const step of path) {
    const next: Tree | string = tree.get(step) ?? new Map<string, Tree>();
    if (typeof next === "string") throw contradiction(name);
    tree.set(step, next);
    tree = next;
  }
  if (tree.has(last) || path.length > DEEPEST) throw contradiction(name);
  tree.set(last, value);
}

function contradiction(name: string): Error {
  return refusal(
    "InvalidRequest",
    `The query's ${name.slice(0, 200)} contradicts its other parameters.`,
  );
}

function grown(tree: Tree): [string, unknown][] {
  return [...tree].map(([name, below]) => [
    name,
    typeof below === "string" ? below : branch(below),
  ]);
}

/** A list, if the names count from 0 without a gap. */
function branch(tree: Tree): unknown {
  const members = Object.fromEntries(grown(tree));
  const counted = Array.from(tree, (_, index) => String(index));
  const isList = counted.every((index) => tree.has(index));
  return isList ? counted.map((index) => members[index]) : members;
}
