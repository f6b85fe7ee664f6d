import { once, setMaxListeners } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** What may be wrong between the gateway and its database. */
export type Fault =
  /** Every reply comes later by `ms`, and by up to `jitterMS` more. */
  | { readonly kind: 'latency'; readonly ms: number; readonly jitterMS?: number }
  /** Nothing listens any more; what was connected is reset. */
  | { readonly kind: 'rejected' }
  /** A connection is reset after half of a reply; with `times`, so many replies alone. */
  | { readonly kind: 'reset'; readonly times?: number }
  /** Takes connections and bytes, and forwards none, not even later. */
  | { readonly kind: 'black hole' }
  /** Takes what it is sent, and says that nothing will come. */
  | { readonly kind: 'half-closed' }
  /** A reply comes in pieces of so many bytes. */
  | { readonly kind: 'drip'; readonly bytes: number; readonly everyMS: number }
  /** The header of a reply claims this length; with `times`, of so many replies alone. */
  | { readonly kind: 'corrupt length'; readonly length: number; readonly times?: number };

/** Stands between a gateway and the port of its database, and forwards until the test says so fail. */
export interface FaultProxy extends AsyncDisposable {
  readonly port: number;
  /** Connections that were ever accepted. */
  readonly accepted: number;
  /** From now on, on the connections there are as on those to come. */
  fail(fault: Fault): Promise<void>;
  /** Ends the fault; connections that it broke stay broken. */
  heal(): Promise<void>;
}

interface Current {
  readonly fault: Fault;
  /** Aborted when the fault ends, so that nothing is held up any longer. */
  readonly over: AbortController;
  left: number;
}

export async function startFaultProxy(databasePort: number): Promise<FaultProxy> {
  let current: Current | undefined;
  let accepted = 0;
  const links = new Set<Link>();
  const server = createServer({ noDelay: true, allowHalfOpen: true }, (client) => {
    accepted += 1;
    const link = new Link(client, databasePort, () => current);
    links.add(link);
    client.once('close', () => links.delete(link));
  });

  async function listen(port: number): Promise<void> {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
  }

  async function heal(): Promise<void> {
    const ended = current;
    current = undefined;
    ended?.over.abort();
    if (!server.listening) await listen(port);
  }

  await listen(0);
  const { port } = server.address() as AddressInfo;
  return {
    port,
    get accepted() {
      return accepted;
    },
    async fail(fault) {
      await heal();
      const left = 'times' in fault ? fault.times : Infinity;
      const over = new AbortController();
      // Every connection waits for it.
      setMaxListeners(0, over.signal);
      current = { fault, over, left };
      if (fault.kind === 'rejected') server.close();
      for (const link of links) link.begin(fault);
    },
    heal,
    async [Symbol.asyncDispose]() {
      current?.over.abort();
      for (const link of links) link.reset();
      if (!server.listening) return;
      server.close();
      await once(server, 'close');
    },
  };
}

/** One connection of the gateway, and the one to the database that belongs to it. */
class Link {
  readonly #client: Socket;
  readonly #database: Socket;
  readonly #current: () => Current | undefined;
  /** Replies go out in their order, however long each is held up. */
  #replies = Promise.resolve();
  /** What is still to come of the reply that has begun. */
  #rest = 0;
  #isLost = false;
  #isAwaited = false;

  constructor(client: Socket, databasePort: number, current: () => Current | undefined) {
    this.#client = client;
    this.#current = current;
    this.#database = connect({ port: databasePort, host: '127.0.0.1', noDelay: true });
    for (const socket of [client, this.#database]) {
      // That an end breaks off is what this is for; 'close' follows.
      socket.on('error', () => undefined);
      socket.on('end', () => {
        this.reset();
      });
      socket.on('close', () => {
        this.reset();
      });
    }
    client.on('data', (bytes) => {
      this.#isAwaited = true;
      if (this.#current()?.fault.kind === 'half-closed') this.#halfClose();
      if (!this.#isLost) this.#database.write(bytes);
    });
    this.#database.on('data', (bytes) => {
      this.#replies = this.#replies
        .then(() => this.#reply(bytes))
        .catch(() => {
          this.reset();
        });
    });
    const { fault } = current() ?? {};
    if (fault) this.begin(fault);
  }

  reset(): void {
    this.#client.resetAndDestroy();
    this.#database.destroy();
  }

  /** What a fault does to a connection before anything is said on it. */
  begin(fault: Fault): void {
    if (fault.kind === 'rejected') this.reset();
    if (fault.kind === 'black hole') this.#isLost = true;
    // Where a reply is awaited, something was sent already.
    if (fault.kind === 'half-closed' && this.#isAwaited) this.#halfClose();
  }

  #halfClose(): void {
    this.#isLost = true;
    this.#client.end();
  }

  async #reply(bytes: Buffer): Promise<void> {
    this.#isAwaited = false;
    const begins = this.#rest === 0;
    this.#rest = (begins ? bytes.readInt32LE(0) : this.#rest) - bytes.length;
    if (this.#isLost) return;
    const current = this.#current();
    if (!current || current.left <= 0) {
      this.#forward(bytes);
      return;
    }
    const { fault, over } = current;
    switch (fault.kind) {
      case 'latency':
        await pause(fault.ms + Math.random() * (fault.jitterMS ?? 0), over.signal);
        this.#forward(bytes);
        return;
      case 'reset':
        current.left -= 1;
        this.#forward(bytes.subarray(0, bytes.length / 2));
        this.reset();
        return;
      case 'drip':
        for (let at = 0; at < bytes.length && !this.#client.destroyed; at += fault.bytes) {
          // What is left comes at once when the fault is over.
          const end = over.signal.aborted ? bytes.length : at + fault.bytes;
          this.#forward(bytes.subarray(at, end));
          if (end >= bytes.length) return;
          await pause(fault.everyMS, over.signal);
        }
        return;
      case 'corrupt length':
        if (begins) {
          current.left -= 1;
          bytes.writeInt32LE(fault.length, 0);
        }
        this.#forward(bytes);
        return;
      default:
        this.#forward(bytes);
    }
  }

  #forward(bytes: Buffer): void {
    // A worse fault may have begun while the reply was held up.
    if (!this.#isLost && this.#client.writable) this.#client.write(bytes);
  }
}

/** Ends early, without complaint, when the fault is over. */
async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => undefined);
}
