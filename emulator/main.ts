import { version } from "../package.json";
import { createAlibaba } from "./alibaba";
import { SWITCHES as ALIBABA_SWITCHES } from "./alibaba/switches";
import { runProgram } from "./core/command-line";
import { CHECK_ARGUMENT, runStateCheck } from "./core/state/check";
import { createTencent } from "./tencent";
import { SWITCHES as TENCENT_SWITCHES } from "./tencent/switches";

const clouds = [
  { create: createAlibaba, switches: ALIBABA_SWITCHES },
  { create: createTencent, switches: TENCENT_SWITCHES },
];

const [first, ...others] = process.argv.slice(2);
if (first === CHECK_ARGUMENT) {
  const [file = "", folder = ""] = others;
  void runStateCheck(file, folder);
} else {
  void runProgram({ clouds, program: __filename, version });
}
