import { STATUS_CODES, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { RequestRecords } from './request-log.js';

class UnmetExpectation extends Error {
  readonly statusCode = 417;
}

class InvalidHost extends Error {
  readonly statusCode = 400;
}

/**
 * Finds the error of what Node's server would answer by itself, without our headers, log and metrics:
 * a request that expects what is not there, and one of HTTP/1.1 without a host. An invalid host is
 * rejected on every path, since a URL is made of each request to the GraphQL endpoint.
 */
export function unservableRequests(
  app: FastifyInstance,
): (request: FastifyRequest) => UnmetExpectation | InvalidHost | undefined {
  const unmet = new WeakSet<IncomingMessage>();
  app.server.on('checkExpectation', (request: IncomingMessage, response: ServerResponse) => {
    unmet.add(request);
    app.server.emit('request', request, response);
  });
  return (request) => {
    const { headers, httpVersion } = request.raw;
    if (headers.host === undefined && httpVersion === '1.0') headers.host = 'localhost';
    if (unmet.has(request.raw)) {
      return new UnmetExpectation(`Only "100-continue" may be expected (Expect).`);
    }
    if (headers.host === undefined) return new InvalidHost('The header Host is missing.');
    if (!isHost(request.host)) {
      const name = request.host === headers.host ? 'Host' : 'X-Forwarded-Host';
      return new InvalidHost(`The header ${name} names no host.`);
    }
    if (!/^[a-z][a-z\d+.-]*$/i.test(request.protocol)) {
      return new InvalidHost('The header X-Forwarded-Proto names no protocol.');
    }
    return undefined;
  };
}

/** To parse a host costs more than to compare it, and most requests name the same. */
let lastHost: string | undefined;

function isHost(text: string): boolean {
  if (text === lastHost) return true;
  const isValid = !/[/?#@\\\s]/.test(text) && URL.canParse(`http://${text}`);
  if (isValid) lastHost = text;
  return isValid;
}

interface Problem {
  readonly status: number;
  readonly message: string;
}

const invalid: Problem = { status: 400, message: 'This is not a valid HTTP request.' };
const problems: Readonly<Record<string, Problem>> = {
  HPE_HEADER_OVERFLOW: { status: 431, message: 'The headers of the request are too long.' },
  ERR_HTTP_REQUEST_TIMEOUT: { status: 408, message: 'The request took too long to arrive.' },
};
const tunnel: Problem = { status: 405, message: 'The gateway opens no tunnels (CONNECT).' };

const lingerMS = 1000;

/** Receives the errors of Node's parser, from the moment when the server is complete. */
export interface BrokenRequests {
  readonly onClientError: (error: { readonly code?: string }, socket: Socket) => void;
  /** @param headers the headers of every response. */
  readonly start: (
    app: FastifyInstance,
    records: RequestRecords,
    headers: Readonly<Record<string, string>>,
  ) => void;
}

/**
 * Responds to bytes that are no HTTP request, or one that is too long or too late, and closes the
 * connection. Closing it while the client still sends would reset it (from Node 24 on, each time),
 * and the client could lose the response: what still comes within a second is discarded first.
 */
export function brokenRequests(): BrokenRequests {
  let respond: (problem: Problem, socket: Socket, isCut: boolean) => void;
  return {
    onClientError({ code = '' }, socket) {
      if (code === 'ECONNRESET') return;
      // A connection on which nothing was ever sent has made no request.
      if (code === 'ERR_HTTP_REQUEST_TIMEOUT' && socket.bytesRead === 0) socket.destroy();
      else respond(problems[code] ?? invalid, socket, code === 'HPE_INVALID_EOF_STATE');
    },
    start(app, records, headers) {
      respond = (problem, socket, isCut) => {
        // Every further piece that comes is an error again.
        if (socket.destroyed || socket.writableEnded) return;
        const id = records.broken(socket, problem.status, isCut);
        // What is written now would stand in the middle of another response.
        if (id === undefined) socket.destroy();
        else end(socket, problem, { ...headers, 'x-request-id': id });
      };
      app.server.on('connect', (_request, socket: Socket) => {
        respond(tunnel, socket, false);
      });
    },
  };
}

function end(
  socket: Socket,
  { status, message }: Problem,
  headers: Readonly<Record<string, string>>,
): void {
  const body = JSON.stringify({ errors: [{ message, extensions: { code: 'BAD_REQUEST' } }] });
  const all = {
    ...headers,
    connection: 'close',
    'cache-control': 'no-store',
    'content-type': 'application/json; charset=utf-8',
    'content-length': body.length,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}\r\n${body}`);
  setTimeout(() => socket.destroy(), lingerMS).unref();
}
