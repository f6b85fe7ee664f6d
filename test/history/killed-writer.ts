import { createFolderStore } from '../../history/folder-store.js';
import { observedFileSystem } from './observed-file-system.js';

/** Writes a file and is killed before the step of that number; within it, where it writes bytes. */
const [folder = '', name = '', content = '', version = '', step = ''] = process.argv.slice(2);
const fileSystem = observedFileSystem(async (_, { index, bytes, handle }) => {
  if (index !== Number(step)) return;
  if (bytes && handle) await handle.write(bytes.subarray(0, bytes.length / 2));
  process.kill(process.pid, 'SIGKILL');
  await new Promise(() => undefined);
});
const store = createFolderStore(folder, fileSystem);
await store.write(name, Buffer.from(content), version === '' ? undefined : version);
console.log('written');
