/** The KMS instance of docs and examples is a hardware one, wherever tests run. */
export const HARDWARE_INSTANCE = "kst-hzz62ab0ad57t0xxxxxxx";
