import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { runCommand, type CommandRequest } from './commands.js';
import { Cursors } from './cursors.js';
import { errorReply } from './errors.js';
import { readMessage, splitMessages, writeReply, type Message } from './message.js';
import type { Store } from './store.js';
import { isDocument, type BsonDocument } from './values.js';

/**
 * Sees every command before it runs, and may reply in its place; what it throws becomes an error
 * response. `appName` is what the connection's client called itself in its `hello`.
 */
export type Interceptor = (request: {
  database: string;
  name: string;
  command: BsonDocument;
  appName: string | undefined;
}) => BsonDocument | undefined | Promise<BsonDocument | undefined>;

/** A running server. */
export interface WireServer {
  /** Of the loopback interface; 0 on a socket. */
  readonly port: number;
  /** The connection string, with the name of a database in its path. */
  url(database?: string): string;
  /** Ends every connection at once, without the replies that are due. */
  close(): Promise<void>;
}

interface Options {
  readonly store: Store;
  /** The path of a socket; or a port of the loopback interface, 0 for any that is free. */
  readonly at: string | number;
  readonly intercept?: Interceptor;
}

/** Runs a message's command for one connection. */
type Respond = (message: Message) => Promise<BsonDocument>;

/**
 * Serves a store to MongoDB's drivers, which may read it. Every client that can connect may do so:
 * there is no authentication. A command is evaluated in one go, and the thread replies to no other
 * meanwhile.
 */
export async function startWireServer({ store, at, intercept }: Options): Promise<WireServer> {
  const cursors = new Cursors();
  const sockets = new Set<Socket>();
  let connections = 0;
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    // That a client breaks off is no fault; 'close' follows.
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
    connections += 1;
    void serve(socket, responder({ store, cursors, connectionId: connections }, intercept));
  });
  server.listen(typeof at === 'string' ? { path: at } : { port: at, host: '127.0.0.1' });
  await once(server, 'listening');
  const { port = 0 } = server.address() as Partial<AddressInfo>;
  const host = typeof at === 'string' ? encodeURIComponent(at) : `127.0.0.1:${port}`;
  return {
    port,
    url: (database = '') => `mongodb://${host}/${database}`,
    async close() {
      const closed = server.listening ? once(server, 'close') : undefined;
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

/** Replies to one message after another, in their order, until the client leaves or sends nonsense. */
async function serve(socket: Socket, respond: Respond): Promise<void> {
  try {
    for await (const bytes of splitMessages(socket)) {
      const message = readMessage(bytes);
      const reply = await respond(message);
      if (socket.destroyed) return;
      // Until it is written, or the client has gone: the next reply must not pile up behind it.
      await new Promise((resolve) => socket.write(encode(message, reply), resolve));
    }
  } catch {
    // The stream broke, or the bytes were no message: there is no way to reply.
  } finally {
    socket.destroy();
  }
}

function responder(
  connection: Pick<CommandRequest, 'store' | 'cursors' | 'connectionId'>,
  intercept: Interceptor | undefined,
): Respond {
  let appName: string | undefined;
  return async ({ database, command }) => {
    const receivedAt = performance.now();
    const [name = ''] = Object.keys(command);
    const { application } = isDocument(command.client) ? command.client : {};
    if (isDocument(application)) appName ??= String(application.name);
    try {
      const instead = intercept && (await intercept({ database, name, command, appName }));
      return instead ?? runCommand({ ...connection, database, name, command, receivedAt });
    } catch (error) {
      return errorReply(error);
    }
  };
}

/** A reply that BSON cannot hold becomes an error, too. */
function encode(message: Message, reply: BsonDocument): Buffer {
  try {
    return writeReply(message, reply);
  } catch (error) {
    return writeReply(message, errorReply(error));
  }
}
