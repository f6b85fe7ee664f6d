import { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { jsonOf } from './body.js';

type Body = Record<string, unknown>;

/** The rows that are executed and written in one step; more would hold the event loop for long. */
const rowsPerPage = 200;

/**
 * The body of a list of all rows from `offset` on, which stand under `key`, its first. A list of more
 * than one page is written page by page, as fast as the client reads: it may be many megabytes. The
 * first page is executed before anything is written, so that it can still fail with a status.
 */
export async function wholeList(
  key: string,
  offset: number,
  pageAt: (offset: number, count: number) => Promise<Body>,
  finish: (body: Body) => Body,
): Promise<Body | Readable> {
  const first = await pageAt(offset, rowsPerPage);
  const total = Number(first.total);
  const count = Math.max(total - offset, 0);
  if (count <= rowsPerPage) return finish(first);

  async function* pieces(): AsyncGenerator<string> {
    const text = jsonOf(finish({ ...first, [key]: [], count }));
    const begin = `{${JSON.stringify(key)}:[`;
    yield begin + rowsOf(first);
    for (let at = offset + rowsPerPage; at < total; at += rowsPerPage) {
      await setImmediate();
      yield `,${rowsOf(await pageAt(at, rowsPerPage))}`;
    }
    yield text.slice(begin.length);
  }
  const rowsOf = (body: Body) => jsonOf(body[key]).slice(1, -1);
  return Readable.from(pieces());
}
