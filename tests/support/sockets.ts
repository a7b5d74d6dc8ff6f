import { readdirSync, readFileSync, readlinkSync } from "node:fs";

export interface Socket {
  protocol: "tcp" | "udp";
  listens: boolean;
  local: Address;
  remote: Address;
}

export interface Address {
  /** As the kernel writes it: 0100007F is 127.0.0.1. */
  host: string;
  port: number;
}

export const LOOPBACK = "0100007F";

/** The internet sockets that a process has open; on Linux. */
export function socketsOf(pid: number): Socket[] {
  const own = new Set(inodesOf(pid));
  return (["tcp", "tcp6", "udp", "udp6"] as const).flatMap((table) =>
    readFileSync(`/proc/${String(pid)}/net/${table}`, "utf8")
      .trim()
      .split("\n")
      .slice(1)
      .map((line) => line.trim().split(/\s+/))
      .filter((fields) => own.has(fields[9] ?? ""))
      .map(([, local = "", remote = "", state]) => ({
        protocol: table.startsWith("tcp") ? "tcp" : "udp",
        listens: state === "0A",
        local: addressOf(local),
        remote: addressOf(remote),
      })),
  );
}

function inodesOf(pid: number): string[] {
  const folder = `/proc/${String(pid)}/fd`;
  return readdirSync(folder).flatMap((fd) => {
    try {
      return (
        /^socket:\[(\d+)\]$/.exec(readlinkSync(`${folder}/${fd}`))?.[1] ?? []
      );
    } catch {
      // It has been closed meanwhile.
      return [];
    }
  });
}

function addressOf(text: string): Address {
  const [host = "", port = ""] = text.split(":");
  return { host, port: Number.parseInt(port, 16) };
}
