import assert from 'node:assert/strict';
import { PassThrough, Writable } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import { describe, test } from 'node:test';
import { createLog, bufferedDestination } from '../../http/log.js';

describe('lines of the log', () => {
  test('are written within a moment, together and in order', async () => {
    const written: string[] = [];
    const output = new Writable({
      decodeStrings: false,
      write(text: string, _encoding, done) {
        written.push(text);
        done();
      },
    });
    const lines = bufferedDestination(output);
    lines.write('one\n');
    lines.write('two\n');
    assert.deepEqual(written, []);
    while (written.length === 0) await setTimeout(10);
    assert.deepEqual(written, ['one\ntwo\n']);
  });

  test('that a full disk rejects are lost, and the next are tried again', () => {
    const tried: number[] = [];
    const output = new PassThrough();
    output.write = (text: string) => {
      tried.push(text.length);
      throw new Error('ENOSPC');
    };
    const lines = bufferedDestination(output);
    const long = 'x'.repeat(100_000);
    lines.write(long);
    lines.write(long);
    assert.deepEqual(tried, [100_000, 100_000]);
  });

  test('whose reader has gone have no effect', async () => {
    const output = new PassThrough();
    const lines = bufferedDestination(output);
    output.destroy(new Error('EPIPE'));
    await setTimeout(0);
    lines.write('x'.repeat(10_000));
    await setTimeout(0);
  });

  test('whose reader stands still do not pile up', () => {
    const output = new PassThrough();
    const lines = bufferedDestination(output);
    const megabyte = 'x'.repeat(1024 * 1024);
    for (let time = 0; time < 100; time += 1) lines.write(megabyte);
    assert.ok(output.writableLength < 20 * 1024 * 1024);
  });

  test('hold no hash of a token, not even in an error that quotes one', () => {
    const written: string[] = [];
    const log = createLog('info', { write: (line: string) => void written.push(line) });
    const hash = 'n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg=';
    log.error(new Error(`rejected: {"hashedToken":"${hash}"}`));
    assert.equal(written.length, 1);
    assert.ok(!written[0]?.includes(hash));
    assert.match(written[0] ?? '', /\[hash\]/);
  });
});
