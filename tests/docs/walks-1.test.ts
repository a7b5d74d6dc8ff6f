import { DOCS_PAGES } from "./pages";
import { testWalks } from "./walks";

testWalks(DOCS_PAGES.filter((_, at) => at % 2 === 0));
