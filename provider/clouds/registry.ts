import type { CloudName } from "../model/types";
import { alibaba } from "./alibaba";
import type { Cloud } from "./cloud";
import { tencent } from "./tencent";

/** Every cloud that a Cmk can be made on. The vendors' SDKs load at a cloud's first `connect`, not here. */
export const CLOUDS: Readonly<Record<CloudName, Cloud>> = { alibaba, tencent };
