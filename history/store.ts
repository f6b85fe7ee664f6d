/** A stored file; `version` changes whenever its content does. */
export interface StoredFile {
  readonly bytes: Buffer;
  readonly version: string;
}

/** A file in a listing; `size` in bytes. */
export interface ListedFile {
  readonly name: string;
  readonly size: number;
}

/**
 * Where the history is: a folder or a bucket, which several gateways may share. Names are relative
 * and have slashes. Every method rejects with `StoreUnavailable` when the place cannot be used.
 */
export interface HistoryStore {
  /** Prepares the store for writing: rejects where it never can be written. */
  prepare(): Promise<void>;
  /** The files below a folder, all by default, in no order. */
  list(below?: string): Promise<ListedFile[]>;
  read(name: string): Promise<StoredFile | undefined>;
  /**
   * Creates a file where `replaces` is undefined, or replaces that version of it. A reader sees the
   * old bytes or the new ones. False where the file has changed in the meantime.
   */
  write(name: string, bytes: Buffer, replaces: string | undefined): Promise<boolean>;
  /** Deletes a file, if it is there. */
  remove(name: string): Promise<void>;
}

/** The message says what failed, for an administrator, and holds no secret. */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable';
}
