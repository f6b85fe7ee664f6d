// For running from source: on Node 20 a worker does not inherit the loader of its parent.
import { register } from 'tsx/esm/api';

register();
await import('./worker.ts');
