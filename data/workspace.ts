/** A stored document or a stage of a pipeline, as MongoDB's shell would show it. */
export type BsonDocument = Record<string, unknown>;

/**
 * The collections of a Rocket.Chat workspace that the gateway reads. A dump's other collections
 * are skipped, and the database role needs `find` on these alone.
 */
export const collectionNames = [
  'users',
  'rocketchat_sessions',
  'rocketchat_analytics',
  'rocketchat_room',
  'rocketchat_permissions',
  'rocketchat_roles',
  'rocketchat_settings',
] as const;

export type CollectionName = (typeof collectionNames)[number];

/**
 * Reports stored values, of documents or within them, that cannot be interpreted and are left out.
 * `id` is the `_id` of one of the documents, `values` their number (1 by default).
 */
export type OnSkipped = (
  collection: CollectionName,
  reason: string,
  id: unknown,
  values?: number,
) => void;

/**
 * A workspace's database, as narrow as the metrics need it: three ways to read, none to write.
 * All reject with `WorkspaceUnavailable` when the database fails and with `DeadlineExceeded`
 * when the time allowed has passed (`data/errors.ts`).
 */
export interface Workspace {
  /** The zone of the Rocket.Chat process that wrote the stored calendar days, as an IANA name. */
  readonly timeZone: string;

  /** Set where rooms that are not public are to stay unnamed: the key that hides their ids. */
  readonly roomKey: string | undefined;

  readonly onSkipped: OnSkipped;

  /** All rows of an aggregation, in the pipeline's order. Reads a secondary where there is one. */
  aggregate<Row>(collection: CollectionName, pipeline: readonly BsonDocument[]): Promise<Row[]>;

  /**
   * The documents that match `filter`, at most `limit`, cut down to `projection`. Reads the
   * primary where there is one: it serves look-ups of viewers, which must be current.
   */
  find<Row>(
    collection: CollectionName,
    filter: BsonDocument,
    options: { projection: BsonDocument; limit: number },
  ): Promise<Row[]>;

  /**
   * The documents of an aggregation as they come, in BSON: for results that are too many to be held
   * as objects. `onBatch` gets at most 5,000 at a time, while the next ones are fetched. Reads a
   * secondary where there is one.
   */
  stream(
    collection: CollectionName,
    pipeline: readonly BsonDocument[],
    onBatch: (documents: readonly Uint8Array[]) => Promise<void>,
  ): Promise<void>;

  /** Whether the collection has an index on exactly these keys. */
  hasIndex(collection: CollectionName, keys: BsonDocument): Promise<boolean>;

  /** Waits for what somebody else reads, for as long as this workspace's own reads may take. */
  bounded<Value>(promise: Promise<Value>): Promise<Value>;
}
