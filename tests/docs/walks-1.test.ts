import { WALKED_PAGES } from "./pages";
import { testWalks } from "./walks";

testWalks(WALKED_PAGES.filter((_, at) => at % 2 === 0));
