import { screen, terminalPicture, wrapped } from "./terminal";

const plain = (text: string) => ({ classes: "", text });

test("what is written later replaces what the screen showed before", () => {
  const progress = "running\r\n\x1b[1A\x1b[38;5;10mdone\x1b[0m\x1b[K\r\nend";
  expect(screen(progress)).toEqual([
    [{ classes: "c10", text: "done" }],
    [plain("end")],
  ]);
});

test("styles hold until they are reset", () => {
  expect(screen("\x1b[38;5;13m\x1b[1mbold\x1b[0m plain")).toEqual([
    [{ classes: "c13 b", text: "bold" }, plain(" plain")],
  ]);
});

test("settings of the terminal show nothing", () => {
  expect(screen("\x1b]11;?\x1b\\\x1b[?25lshown\x1b[?25h")).toEqual([
    [plain("shown")],
  ]);
});

test("a line goes on below where it is too long, between two words", () => {
  const line = [plain("one two "), { classes: "b", text: "three" }];
  expect(wrapped(line, 8)).toEqual([
    [plain("one two ")],
    [{ classes: "b", text: "three" }],
  ]);
  expect(wrapped([plain("one two")], 3)).toEqual([
    [plain("one")],
    [plain("two")],
  ]);
  expect(wrapped([plain("  one two")], 5)).toEqual([
    [plain("  one")],
    [plain("  two")],
  ]);
});

test("a picture holds the text, with what XML would take for its own escaped", () => {
  const picture = terminalPicture("A & B", [[plain("<key> -> gone")]]);
  expect(picture).toContain("<title>A &amp; B</title>");
  expect(picture).toContain("&lt;key&gt; -&gt; gone");
});
