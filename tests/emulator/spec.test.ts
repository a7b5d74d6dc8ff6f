import { readFileSync } from "node:fs";
import * as sdk from "@alicloud/kms20160120";
import ts from "typescript";
import { SERVICES } from "../../emulator/alibaba/actions";
import { KMS_ACTIONS } from "../../emulator/tencent/kms/actions";
import * as TENCENT_PARAMETERS from "../../emulator/tencent/kms/parameters";
import { NOT_EMULATED_ACTIONS } from "../../emulator/tencent/kms/not-emulated";
import { alibabaReplies, tencentReplies } from "./spec/replies";
import * as ALIBABA from "./spec/alibaba";
import * as TENCENT from "./spec/tencent";

/** The emulator's parameters and replies, held against the vendors' own machine-readable models. */
const words = (text = "") => text.split(" ").filter((word) => word !== "");

/** What the models have and the emulator lacks, and the other way round, but for what is left out on purpose. */
function differences(
  ours: Iterable<string>,
  theirs: Iterable<string>,
  omitted: readonly string[],
): { missing: string[]; beyond: string[] } {
  const has = new Set(ours);
  const known = new Set(theirs);
  return {
    missing: [...known].filter((n) => !has.has(n) && !omitted.includes(n)),
    beyond: [...has].filter((name) => !known.has(name)),
  };
}

const SAME = { missing: [], beyond: [] };

describe("Alibaba Cloud KMS", () => {
  const actions = SERVICES.get("2016-01-20")?.actions ?? {};
  let replies: ReadonlyMap<string, ReadonlySet<string>>;
  beforeAll(async () => {
    replies = await alibabaReplies();
  });

  test("the table has exactly the emulator's actions", () => {
    expect(Object.keys(ALIBABA.MODELS).sort()).toEqual(
      Object.keys(actions).sort(),
    );
  });

  test.each(Object.entries(ALIBABA.MODELS))("%s", (name, model) => {
    const omitted = words(ALIBABA.OMITTED[name]?.names);
    const parameters = actions[name]?.parameters ?? [];
    expect(differences(parameters, words(model.parameters), omitted)).toEqual(
      SAME,
    );
    const reply = replies.get(name) ?? [];
    expect(differences(reply, words(model.reply), omitted)).toEqual(SAME);
    const all = [...words(model.parameters), ...words(model.reply)];
    expect(all).toEqual(expect.arrayContaining(omitted));
  });

  test("the installed SDK's requests have no parameter that the table lacks", () => {
    const models = sdk as unknown as Record<
      string,
      { names?(): Record<string, string> }
    >;
    const unknown = Object.entries(ALIBABA.MODELS).flatMap(
      ([name, { parameters }]) => {
        const fields = models[`${name}Request`]?.names?.() ?? {};
        const known = words(parameters);
        return Object.values(fields)
          .filter((field) => !known.includes(field))
          .map((field) => `${name}.${field}`);
      },
    );
    expect(unknown).toEqual([]);
  });
});

describe("Tencent Cloud KMS", () => {
  const models = interfacesOf(
    require.resolve("tencentcloud-sdk-nodejs/tencentcloud/services/kms/v20190118/kms_models.d.ts"),
  );
  const emulated = Object.keys(TENCENT_PARAMETERS);
  let replies: ReadonlyMap<string, ReadonlySet<string>>;
  beforeAll(async () => {
    replies = await tencentReplies();
  });

  test("every action of the SDK is emulated, or refused by name", () => {
    const ofSdk = [...models.keys()].flatMap(
      (name) => /^(\w+)Response$/.exec(name)?.[1] ?? [],
    );
    expect([...emulated, ...NOT_EMULATED_ACTIONS].sort()).toEqual(ofSdk.sort());
    expect(Object.keys(KMS_ACTIONS)).toEqual(expect.arrayContaining(ofSdk));
  });

  test.each(Object.entries(TENCENT_PARAMETERS))("%s", (name, { shape }) => {
    const omitted = words(TENCENT.OMITTED[name]?.names);
    const asked = models.get(`${name}Request`)?.map((each) => each.name) ?? [];
    expect(differences(Object.keys(shape), asked, omitted)).toEqual(SAME);
    const answered = membersWithin(models, `${name}Response`);
    const reply = replies.get(name) ?? [];
    expect(differences(reply, answered, omitted)).toEqual(SAME);
    expect([...asked, ...answered]).toEqual(expect.arrayContaining(omitted));
  });
});

interface Member {
  name: string;
  type: string;
}

/** The members of each interface of a declaration file. */
function interfacesOf(file: string): Map<string, Member[]> {
  const text = readFileSync(file, "utf8");
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest);
  const found = new Map<string, Member[]>();
  source.forEachChild((node) => {
    if (!ts.isInterfaceDeclaration(node)) return;
    const members = node.members.filter(ts.isPropertySignature);
    found.set(
      node.name.text,
      members.map((member) => ({
        name: member.name.getText(source),
        type: member.type?.getText(source) ?? "",
      })),
    );
  });
  return found;
}

/** All names within a model, at any depth, RequestId apart. */
function membersWithin(
  models: ReadonlyMap<string, readonly Member[]>,
  model: string,
): string[] {
  return (models.get(model) ?? []).flatMap(({ name, type }) => {
    const inner = /^(?:Array<)?(\w+)>?$/.exec(type)?.[1] ?? "";
    return name === "RequestId" ? [] : [name, ...membersWithin(models, inner)];
  });
}
