import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { runCommand } from './commands.js';
import { createCursors, type Cursors } from './cursors.js';
import { errorReply } from './errors.js';
import { isDocument } from './fields.js';
import { readMessage, splitMessages, writeReply, type Message } from './message.js';
import type { Document, Store } from './store.js';

/**
 * Sees every command before it runs, and may answer in its place; what it throws is answered as an
 * error. `appName` is what the connection's client called itself in its greeting.
 */
export type Interceptor = (request: {
  database: string;
  name: string;
  command: Document;
  appName: string | undefined;
}) => Document | undefined | Promise<Document | undefined>;

/** A running server. */
export interface WireServer {
  readonly port: number;
  /** The connection string, with the name of a database in its path. */
  url(database?: string): string;
  /** Ends every connection at once, with whatever it was about to answer. */
  close(): Promise<void>;
}

interface Options {
  readonly store: Store;
  /** 0, or none, for any port that is free. */
  readonly port?: number;
  readonly intercept?: Interceptor;
}

interface Connection {
  readonly id: number;
  appName: string | undefined;
}

/**
 * Serves a store to MongoDB's drivers on a port of the loopback interface. A question is evaluated
 * in one go, so that the thread answers nobody else meanwhile. Nobody has to sign in.
 */
export async function startWireServer(options: Options): Promise<WireServer> {
  const cursors = createCursors();
  const sockets = new Set<Socket>();
  let connections = 0;
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    // A client that goes away in the middle of something is no fault; 'close' follows.
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
    connections += 1;
    void serve(socket, { id: connections, appName: undefined }, options, cursors);
  });
  server.listen(options.port ?? 0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  let closed: Promise<void> | undefined;
  return {
    port,
    url: (database = '') => `mongodb://127.0.0.1:${port}/${database}`,
    close: () =>
      (closed ??= new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        for (const socket of sockets) socket.destroy();
      })),
  };
}

/** Answers one message after another, in their order, until the client leaves or sends nonsense. */
async function serve(
  socket: Socket,
  connection: Connection,
  options: Options,
  cursors: Cursors,
): Promise<void> {
  try {
    for await (const bytes of splitMessages(socket)) {
      const message = readMessage(bytes);
      const reply = await answer(message, connection, options, cursors);
      if (socket.destroyed) return;
      if (message.expectsReply && !socket.write(encode(message, reply))) {
        await Promise.race([once(socket, 'drain'), once(socket, 'close')]);
      }
    }
  } catch {
    // The stream broke, or what came is no message: there is nobody to tell.
  } finally {
    socket.destroy();
  }
}

async function answer(
  { database, command }: Message,
  connection: Connection,
  { store, intercept }: Options,
  cursors: Cursors,
): Promise<Document> {
  const receivedAt = performance.now();
  const [name = ''] = Object.keys(command);
  connection.appName ??= applicationName(command);
  try {
    const { appName, id: connectionId } = connection;
    const instead = intercept && (await intercept({ database, name, command, appName }));
    const request = { store, cursors, database, name, command, connectionId, receivedAt };
    return instead ?? runCommand(request);
  } catch (error) {
    return errorReply(error);
  }
}

function applicationName({ client }: Document): string | undefined {
  const application = isDocument(client) ? client.application : undefined;
  const name = isDocument(application) ? application.name : undefined;
  return typeof name === 'string' ? name : undefined;
}

/** A reply that BSON cannot hold becomes an error, too. */
function encode(message: Message, reply: Document): Buffer {
  try {
    return writeReply(message, reply);
  } catch (error) {
    return writeReply(message, errorReply(error));
  }
}
