import type { Credentials } from './credentials.js';
import type { Operation } from './operation.js';

export type FailureKind =
  'unauthenticated' | 'forbidden' | 'input' | 'busy' | 'timeout' | 'offline' | 'failed';

/** Why there is no result, in words for the reader. */
export class Failure extends Error {
  constructor(
    readonly kind: FailureKind,
    message: string,
    /** After how many seconds to try again, where the gateway says so. */
    readonly retryAfter?: number,
  ) {
    super(message);
  }
}

export const failureOf = (error: unknown) =>
  error instanceof Failure ? error : new Failure('failed', String(error));

/** Requests to the gateway as one user. Every method rejects with a `Failure`, or with the signal’s reason. */
export interface Api {
  run<Result, Variables>(
    operation: Operation<Result, Variables>,
    variables: Variables,
    signal: AbortSignal,
  ): Promise<Result>;
  /** Results as they come; ends when the gateway completes. */
  subscribe<Result, Variables>(
    operation: Operation<Result, Variables>,
    variables: Variables,
    signal: AbortSignal,
  ): AsyncGenerator<Result>;
}

interface GraphqlError {
  readonly message: string;
  readonly extensions?: { readonly code?: string };
}

interface GraphqlResult<Result> {
  readonly data?: Result | null;
  readonly errors?: readonly GraphqlError[];
}

export function createApi({ userId, token }: Credentials): Api {
  const credentials = { 'x-user-id': userId, 'x-auth-token': token };

  async function send(
    address: string,
    {
      headers,
      ...init
    }: Omit<RequestInit, 'headers'> & { headers?: Readonly<Record<string, string>> },
  ): Promise<Response> {
    try {
      // Relative, so that a path prefix of a proxy stays.
      return await fetch(new URL(address, document.baseURI), {
        cache: 'no-store',
        credentials: 'omit',
        redirect: 'error',
        ...init,
        headers: { ...credentials, ...headers },
      });
    } catch {
      init.signal?.throwIfAborted();
      throw new Failure('offline', 'The gateway cannot be reached.');
    }
  }

  function post(
    { name, text }: Pick<Operation<unknown, unknown>, 'name' | 'text'>,
    variables: unknown,
    accept: string,
    signal: AbortSignal,
  ): Promise<Response> {
    return send('graphql', {
      method: 'POST',
      signal,
      headers: { 'content-type': 'application/json', accept },
      body: JSON.stringify({ operationName: name, query: text, variables }),
    });
  }

  return {
    async run<Result, Variables>(
      operation: Operation<Result, Variables>,
      variables: Variables,
      signal: AbortSignal,
    ) {
      const response = await post(operation, variables, 'application/json', signal);
      return resultOf<Result>(await jsonOf(response, signal), response);
    },

    async *subscribe<Result, Variables>(
      operation: Operation<Result, Variables>,
      variables: Variables,
      signal: AbortSignal,
    ) {
      const response = await post(operation, variables, 'text/event-stream', signal);
      if (!response.headers.get('content-type')?.startsWith('text/event-stream')) {
        resultOf(await jsonOf(response, signal), response);
      }
      for await (const { event, data } of eventsOf(response, signal)) {
        if (event === 'complete') return;
        if (event === 'next') yield resultOf(JSON.parse(data) as GraphqlResult<Result>, response);
      }
      throw new Failure('offline', 'The connection to the gateway ended.');
    },
  };
}

async function jsonOf<Result>(
  response: Response,
  signal: AbortSignal,
): Promise<GraphqlResult<Result>> {
  try {
    return (await response.json()) as GraphqlResult<Result>;
  } catch {
    signal.throwIfAborted();
    // Proxies in between answer with pages of their own.
    return {};
  }
}

const kinds: Readonly<Record<string, FailureKind>> = {
  UNAUTHENTICATED: 'unauthenticated',
  401: 'unauthenticated',
  FORBIDDEN: 'forbidden',
  403: 'forbidden',
  BAD_USER_INPUT: 'input',
  TIMEOUT: 'timeout',
  504: 'timeout',
  SERVICE_UNAVAILABLE: 'busy',
  429: 'busy',
  502: 'busy',
  503: 'busy',
};

function resultOf<Result>(
  { data, errors }: GraphqlResult<Result>,
  { status, headers, ok }: Response,
): Result {
  const [error] = errors ?? [];
  if (data && !error) return data;
  const kind = kinds[error?.extensions?.code ?? ''] ?? kinds[status] ?? 'failed';
  const message =
    error?.message ?? (ok ? 'The response broke off.' : `The gateway answered ${status}.`);
  const retryAfter = Number(headers.get('retry-after') ?? NaN);
  throw new Failure(kind, message, Number.isNaN(retryAfter) ? undefined : retryAfter);
}

interface StreamEvent {
  readonly event: string;
  readonly data: string;
}

/** The gateway sends a comment every 4 seconds; a connection without any is dead. */
const silenceMS = 15_000;

/** The events of a stream as they come: blocks of `name: value` lines, each ended by an empty line. */
async function* eventsOf(response: Response, signal: AbortSignal): AsyncGenerator<StreamEvent> {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  try {
    for (;;) {
      const silence = setTimeout(() => void reader?.cancel(), silenceMS);
      const chunk = await reader?.read().finally(() => {
        clearTimeout(silence);
      });
      if (chunk?.value === undefined) return;
      const blocks = (text + chunk.value).split('\n\n');
      text = blocks.pop() ?? '';
      for (const block of blocks) {
        const field = (name: string) => new RegExp(`^${name}: ?(.*)$`, 'm').exec(block)?.[1];
        const event = field('event');
        if (event !== undefined) yield { event, data: field('data') ?? '' };
      }
    }
  } catch {
    signal.throwIfAborted();
    throw new Failure('offline', 'The connection to the gateway ended.');
  } finally {
    await reader?.cancel().catch(() => undefined);
  }
}
