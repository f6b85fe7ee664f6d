import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, test } from 'node:test';
import { createFolderStore } from '../../history/folder-store.js';
import { archiveOf, runWriter, sourceOf } from './archives.js';
import { pythonWith } from './python.js';
import { temporaryFolder } from './temporary-folder.js';

const modules = { DuckDB: ['duckdb'], ClickHouse: ['chdb'], pandas: ['pandas', 'pyarrow'] };

/** The examples of the page for one engine: the blocks of code after its name. */
function examplesFor(engine: string): string[] {
  const [, section = ''] =
    new RegExp(`\n${engine}:\n\n((?:\`\`\`\\w+\n[^\`]*\`\`\`\n\n?)+)`).exec(
      readFileSync('docs/history.md', 'utf8'),
    ) ?? [];
  return [...section.matchAll(/```\w+\n([^`]*)```/g)].map(([, code = '']) => code);
}

describe('the examples of docs/history.md', () => {
  for (const [engine, needed] of Object.entries(modules)) {
    const { python, skip } = pythonWith(...needed);
    test(`count the same users in ${engine}`, { skip }, async (t) => {
      const folder = await temporaryFolder(t);
      mkdirSync(join(folder, 'history'));
      const at = (userId: string | null) => ({ userId, loginAt: Date.UTC(2026, 0, 30, 23, 59) });
      const source = sourceOf({
        '2026-01-30': { sessions: [at('a'), at('b'), at('a'), at(null)] },
        '2026-01-31': { sessions: [at('c')] },
        '2026-02-01': { sessions: [at(null)] },
        '2026-02-03': { sessions: [at('a'), at('d'), at('é')] },
      });
      await runWriter(archiveOf(createFolderStore(join(folder, 'history'))), source, '2026-02-08');
      // 2026-02-02 has no session: its file is empty, and no query has a row for it.
      for (const [index, example] of examplesFor(engine).entries()) {
        const { stdout, stderr } = spawnSync(
          resolve(python),
          [resolve('test/history/engines.py'), engine],
          {
            cwd: folder,
            input: example,
            encoding: 'utf8',
          },
        );
        assert.notEqual(stdout, '', stderr);
        assert.deepEqual(JSON.parse(stdout), index === 0 ? [2, 1, 0, 3] : [3, 3]);
      }
      assert.equal(examplesFor(engine).length, 2);
    });
  }
});
