import { declareTestsIn } from "./declare-tests";

/** The clients' unit tests, and those over the emulator, as those of one file. */
declareTestsIn("provider/clouds");
declareTestsIn("tests/clouds");
