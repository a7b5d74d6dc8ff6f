import { testsIn } from "./units";

testsIn("provider/resource");
