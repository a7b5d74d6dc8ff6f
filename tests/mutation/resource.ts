import { declareTestsIn } from "./declare-tests";

/** The resource's unit tests as those of one file. */
declareTestsIn("provider/resource");
