const MEBIBYTE = 1024 * 1024;

/** Pulumi's own limit on messages, both ways; grpc-js receives 4 MiB of itself (reference 1.3). */
export const MESSAGE_LIMITS = {
  "grpc.max_receive_message_length": 400 * MEBIBYTE,
  "grpc.max_send_message_length": 400 * MEBIBYTE,
};
