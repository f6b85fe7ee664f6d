import { createHash } from 'node:crypto';
import { AwsClient } from 'aws4fetch';
import { StoreUnavailable, type HistoryStore, type ListedFile } from './store.js';

export interface S3Options {
  /** `https://host/bucket`, or with a folder in the bucket behind it. */
  readonly url: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
  readonly region: string;
  /** The most that one request may take, its retries included. */
  readonly timeoutMS?: number;
}

/** A history in a bucket of S3 or of a service with its API, which knows conditional writes. */
export function createS3Store({
  url,
  timeoutMS = 30_000,
  sessionToken,
  ...access
}: S3Options): HistoryStore {
  const { origin, pathname } = new URL(url);
  const [bucket = '', ...folders] = pathname.split('/').filter((part) => part !== '');
  const prefix = folders.map((folder) => `${decodeURIComponent(folder)}/`).join('');
  const client = new AwsClient({
    service: 's3',
    retries: 3,
    ...access,
    ...(sessionToken !== undefined && { sessionToken }),
  });

  async function send(
    method: string,
    name: string,
    expected: readonly number[],
    { query = '', body, headers }: { query?: string; body?: Buffer; headers?: object } = {},
  ) {
    const path = name === '' ? '' : `/${encodeURI(prefix + name)}`;
    const abort = new AbortController();
    const timer = setTimeout(() => {
      abort.abort();
    }, timeoutMS);
    let failure: string;
    try {
      const response = await client.fetch(`${origin}/${bucket}${path}${query}`, {
        method,
        headers: {
          'x-amz-content-sha256': createHash('sha256')
            .update(body ?? '')
            .digest('hex'),
          ...headers,
        },
        ...(body && { body: new Uint8Array(body) }),
        signal: abort.signal,
      });
      const bytes = Buffer.from(await response.arrayBuffer());
      const { status } = response;
      if (expected.includes(status)) {
        return { status, bytes, version: response.headers.get('etag') ?? '' };
      }
      failure = `status ${status}`;
    } catch (error) {
      const { cause, name } = error as { cause?: { code?: string }; name?: string };
      failure = cause?.code ?? name ?? 'no response';
    } finally {
      clearTimeout(timer);
    }
    throw new StoreUnavailable(`The bucket ${bucket} at ${origin} cannot be used (${failure}).`);
  }

  return {
    // Whether a bucket can be written shows when it is: it may be unreachable for a while.
    prepare: () => Promise.resolve(),
    async list(below = '') {
      const files: ListedFile[] = [];
      let token: string | undefined;
      do {
        const query = new URLSearchParams({
          'list-type': '2',
          'encoding-type': 'url',
          prefix: prefix + below,
        });
        if (token !== undefined) query.set('continuation-token', token);
        const { bytes } = await send('GET', '', [200], { query: `?${query.toString()}` });
        const text = bytes.toString();
        for (const [, entry = ''] of text.matchAll(/<Contents>(.*?)<\/Contents>/gs)) {
          const key = decodeURIComponent((element(entry, 'Key') ?? '').replaceAll('+', ' '));
          files.push({ name: key.slice(prefix.length), size: Number(element(entry, 'Size')) });
        }
        token = element(text, 'NextContinuationToken');
      } while (token !== undefined);
      return files;
    },
    async read(name) {
      const { status, bytes, version } = await send('GET', name, [200, 404]);
      return status === 404 ? undefined : { bytes, version };
    },
    async write(name, body, replaces) {
      const headers = replaces === undefined ? { 'if-none-match': '*' } : { 'if-match': replaces };
      // 404: the version to be replaced has been deleted.
      const { status } = await send('PUT', name, [200, 404, 409, 412], { body, headers });
      return status === 200;
    },
    async remove(name) {
      await send('DELETE', name, [200, 204, 404]);
    },
  };
}

/** The text of the first element of that name in XML whose values hold no markup. */
function element(xml: string, name: string): string | undefined {
  return new RegExp(`<${name}>([^<]*)</${name}>`)
    .exec(xml)?.[1]
    ?.replaceAll('&quot;', '"')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}
