import type { Server } from 'node:http';
import type { Socket } from 'node:net';

const checkMS = 1000;
const megabyte = 1_000_000;

/** A time during which a connection always had bytes that its client had not taken. */
interface Backlog {
  readonly since: number;
  /** `bytesWritten` at that time. */
  readonly bytesBefore: number;
}

/**
 * Destroys connections whose clients read their responses too slowly: `timeoutMS`, and as much again
 * for each megabyte of the responses. The timeout of Node's own server ends only connections on
 * which nothing moves, so a client that goes on sending requests, or takes a few bytes now and then,
 * would hold its responses in memory for as long as it likes.
 */
export function dropSlowReaders(server: Server, timeoutMS: number): void {
  const backlogs = new Map<Socket, Backlog | undefined>();
  server.on('connection', (socket: Socket) => {
    backlogs.set(socket, undefined);
    socket.once('close', () => backlogs.delete(socket));
  });
  const check = () => {
    const now = performance.now();
    for (const [socket, known] of backlogs) {
      const { bytesWritten, writableLength } = socket;
      if (writableLength === 0) {
        backlogs.set(socket, undefined);
        continue;
      }
      const backlog = known ?? { since: now, bytesBefore: bytesWritten - writableLength };
      backlogs.set(socket, backlog);
      const megabytes = (bytesWritten - backlog.bytesBefore) / megabyte;
      if (now - backlog.since > timeoutMS * (1 + megabytes)) socket.destroy();
    }
  };
  setInterval(check, checkMS).unref();
}
