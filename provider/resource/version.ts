import { version } from "../../package.json";

export const NAME = "cmk";
export const VERSION = version;
