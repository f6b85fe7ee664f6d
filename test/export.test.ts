import { loadTestsOf } from './support/folder.js';

await loadTestsOf('export');
