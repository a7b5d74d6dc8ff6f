import { runProgram } from "../core/command-line";
import { testCloud } from "./test-cloud";

/** The emulator's program with the test clouds in place of the real ones. */
void runProgram({
  clouds: [testCloud("alibaba"), testCloud("tencent")],
  version: "1.2.3",
});
