/** A stored document or a stage of a pipeline, as MongoDB's shell would show it. */
export type Document = Record<string, unknown>;

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
 * A workspace's database, as narrow as the questions need it: two ways to read, none to write.
 * Both reject with `WorkspaceUnavailable` when the database fails and with `DeadlineExceeded`
 * when the time allowed has passed (`data/errors.ts`).
 */
export interface Workspace {
  /** The zone of the Rocket.Chat process that wrote the stored calendar days, as an IANA name. */
  readonly timeZone: string;

  /** Set where rooms that are not public are to stay unnamed: the key that hides their ids. */
  readonly roomKey: string | undefined;

  /** All rows of an aggregation, in the pipeline's order. Reads a secondary where there is one. */
  aggregate<Row>(collection: CollectionName, pipeline: readonly Document[]): Promise<Row[]>;

  /**
   * The documents that match `filter`, at most `limit`, cut down to `projection`. Reads the
   * primary where there is one: it serves the questions of who may ask, which must be current.
   */
  find<Row>(
    collection: CollectionName,
    filter: Document,
    options: { projection: Document; limit: number },
  ): Promise<Row[]>;
}
