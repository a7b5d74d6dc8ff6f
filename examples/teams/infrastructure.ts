import * as pulumi from "@pulumi/pulumi";
import * as cmk from "pulumi-cmk";

/** The keys of the stack's team, as its Pulumi.TEAM.yaml lists them. */
export function infrastructure() {
  const team = pulumi.getStack();
  const config = new pulumi.Config();
  const keys = config.requireObject<Record<string, cmk.CmkArgs>>("keys");

  const ids = Object.entries(keys).map(([name, args]) => {
    const own = { alias: `${team}-${name}`, tags: { team } };
    const key = new cmk.Cmk(name, { ...own, ...args }, { protect: true });
    return [name, key.keyId] as const;
  });
  return { keyIds: Object.fromEntries(ids) };
}
