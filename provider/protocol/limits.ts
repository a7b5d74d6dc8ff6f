const MEBIBYTE = 1024 * 1024;

/**
 * Pulumi's own limit on messages in both directions; grpc-js's default is 4 MiB for received ones
 * (docs/clouds/pulumi.md#node-libraries).
 */
export const MESSAGE_LIMITS = {
  "grpc.max_receive_message_length": 400 * MEBIBYTE,
  "grpc.max_send_message_length": 400 * MEBIBYTE,
};
