import type { KeyService } from "../cloud";
import { trimmedEnvironment } from "../common/text";
import type { Settings } from "../settings";
import { Api } from "./api";
import { thisMachine, type Surroundings } from "./credentials/chain";
import { TencentKeys } from "./service";

export async function connect(
  settings: Settings,
  around: Surroundings = thisMachine(),
): Promise<KeyService> {
  const environment = trimmedEnvironment(around.environment);
  return new TencentKeys(await Api.open(settings, { ...around, environment }));
}
