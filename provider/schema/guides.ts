import type { Guide } from "../model/facts";
import { REPOSITORY } from "./package";

/** The how-to pages' titles. */
const TITLES: Readonly<Record<Guide, string>> = {
  "bring-your-own-key": "Bring your own key",
  "dedicated-hsm": "Keep keys on dedicated HSMs",
  "guarding-against-destruction": "Guard keys against destruction",
  "key-ceremony": "Hold a key ceremony",
  "moving-between-clouds": "Move between clouds",
  rotation: "Rotate keys",
};

/** A link in Markdown that works both in the registry and in the SDKs' docs. */
export function guideLink(guide: Guide): string {
  return `[${TITLES[guide]}](${REPOSITORY}/blob/main/docs/how-to/${guide}.md)`;
}
