export * from "./cloud";
export * from "./import";
export * from "./requests";
