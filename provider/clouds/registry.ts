import type { CloudName } from "../model/types";
import { alibaba } from "./alibaba";
import type { Cloud } from "./cloud";
import { tencent } from "./tencent";

/** Every supported cloud. The vendors' SDKs load at a cloud's first `connect`, not here. */
export const CLOUDS: Readonly<Record<CloudName, Cloud>> = { alibaba, tencent };
