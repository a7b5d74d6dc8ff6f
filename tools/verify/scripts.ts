import type { CloudName } from "../../provider/model/types";
import { ALIBABA } from "./alibaba";
import type { Script } from "./script";
import { TENCENT } from "./tencent";

export const SCRIPTS: Readonly<Record<CloudName, Script>> = {
  alibaba: ALIBABA,
  tencent: TENCENT,
};
