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
 * The workspace's database, as narrow as the questions need it: two ways to read, none to write.
 * Both reject with `WorkspaceUnavailable` or `DeadlineExceeded` (`data/errors.ts`) and nothing else.
 */
export interface Workspace {
  /** The rows of an aggregation, in the pipeline's order. */
  aggregate<Row extends object>(
    collection: CollectionName,
    pipeline: readonly Document[],
  ): Promise<Row[]>;

  /** The first document that matches `filter`, cut down to `projection`; `undefined` if none does. */
  findOne<Row extends object>(
    collection: CollectionName,
    filter: Document,
    projection: Document,
  ): Promise<Row | undefined>;
}
