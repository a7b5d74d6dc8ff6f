const MEBIBYTE = 1024 * 1024;

/**
 * Pulumi's own limit on messages, both ways; grpc-js receives 4 MiB of itself (docs/clouds/pulumi.md#node-libraries).
 */
export const MESSAGE_LIMITS = {
  "grpc.max_receive_message_length": 400 * MEBIBYTE,
  "grpc.max_send_message_length": 400 * MEBIBYTE,
};
