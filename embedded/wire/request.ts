import type { Cursors } from './cursors.js';
import type { Document, Store } from './store.js';

/** A command, and whatever is needed to answer it. */
export interface Request {
  readonly store: Store;
  readonly cursors: Cursors;
  readonly database: string;
  readonly name: string;
  readonly command: Document;
  readonly connectionId: number;
  /** When it came in, on the clock of `performance.now()`. */
  readonly receivedAt: number;
}
