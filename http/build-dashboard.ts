import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { build } from 'esbuild';

/** Bundles the dashboard page into a folder, with every file compressed beside it. */
const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('Usage: build-dashboard FOLDER');

const { outputFiles } = await build({
  entryPoints: ['dashboard/main.tsx', 'dashboard/style.css'],
  outdir: folder,
  // The name changes with the content, so that browsers need never request it again.
  entryNames: '[name]-[hash]',
  bundle: true,
  minify: true,
  format: 'esm',
  target: 'es2022',
  jsx: 'automatic',
  jsxImportSource: 'preact',
  legalComments: 'none',
  write: false,
});

const html = (await readFile('dashboard/index.html', 'utf8')).replace(/>\s+</g, '><');
const page = outputFiles.reduce(
  (text, { path }) => text.replace(basename(path).replace(/-\w+(?=\.)/, ''), basename(path)),
  html.trim(),
);

await rm(folder, { recursive: true, force: true });
await mkdir(folder, { recursive: true });
for (const { name, content } of [
  ...outputFiles.map(({ path, contents }) => ({ name: basename(path), content: contents })),
  { name: 'index.html', content: Buffer.from(page) },
]) {
  const size = { [constants.BROTLI_PARAM_SIZE_HINT]: content.length };
  await writeFile(join(folder, name), content);
  await writeFile(join(folder, `${name}.gz`), gzipSync(content, { level: 9 }));
  await writeFile(join(folder, `${name}.br`), brotliCompressSync(content, { params: size }));
}
