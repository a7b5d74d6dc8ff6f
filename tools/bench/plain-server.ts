/** Answers every request with a body from its parent process, and sends it the port. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

process.once("message", (body: string) => {
  const headers = {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(body),
  };
  const server = createServer((request, response) => {
    request.resume();
    request.on("end", () => {
      response.writeHead(200, headers);
      response.end(body);
    });
  });
  server.listen(0, "127.0.0.1", () => {
    process.send?.((server.address() as AddressInfo).port);
  });
});

process.on("disconnect", () => process.exit());
