import { runProgram } from "../command-line";
import { CHECK_ARGUMENT, runStateCheck } from "../state/check";
import { testCloud } from "./test-cloud";

/** The emulator's program with the test clouds in place of the real ones. */
const [first, file = "", folder = ""] = process.argv.slice(2);
if (first === CHECK_ARGUMENT) void runStateCheck(file, folder);
else {
  void runProgram({
    clouds: [testCloud("alibaba"), testCloud("tencent")],
    program: __filename,
    version: "1.2.3",
  });
}
