import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import * as os from "node:os";
import { join } from "node:path";
import { fromHome, homeOf, readText } from "./files";

jest.mock("node:os", () => ({
  ...jest.requireActual<typeof os>("node:os"),
  homedir: jest.fn(),
  userInfo: jest.fn(),
}));
const homedir = jest.mocked(os.homedir);
const userInfo = jest.mocked(os.userInfo) as unknown as jest.Mock<{
  homedir: string;
}>;

const folder = mkdtempSync(join(os.tmpdir(), "cmk-files-"));
afterAll(() => rmSync(folder, { recursive: true }));

test("a text is read up to a mebibyte, and no device that never ends", async () => {
  const path = join(folder, "text");
  writeFileSync(path, "x".repeat(1 << 20));
  expect(await readText(path)).toHaveLength(1 << 20);
  writeFileSync(path, "x".repeat((1 << 20) + 1));
  for (const tooLarge of [path, "/dev/zero"])
    await expect(readText(tooLarge)).rejects.toMatchObject({ code: "EFBIG" });
  await expect(readText(folder)).rejects.toMatchObject({ code: "EISDIR" });
});

test("HOME is the home, if it is a whole path", () => {
  homedir.mockReturnValue("/home/account");
  expect(homeOf({ HOME: "/home/me" })).toBe("/home/me");
  for (const HOME of [undefined, "", ".", "me"])
    expect(homeOf({ HOME })).toBe("/home/account");
});

test("no credentials are looked for in the program's folder, whatever the system has", () => {
  homedir.mockReturnValue("");
  userInfo.mockReturnValue({ homedir: "/home/account" });
  expect(homeOf({ HOME: "" })).toBe("/home/account");
  const unknown = () => {
    throw new Error("ENOENT");
  };
  homedir.mockImplementation(unknown);
  userInfo.mockImplementation(unknown);
  expect(homeOf({})).toBe("/");
});

test("~/ is the home", () => {
  expect(fromHome("~/a", "/home/me")).toBe("/home/me/a");
  expect(fromHome("/~/a", "/home/me")).toBe("/~/a");
});
