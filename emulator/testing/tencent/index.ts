export * from "./bench";
export * from "./requests";
