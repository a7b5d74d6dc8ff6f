export * from "./alibaba";
export * from "./tencent";
