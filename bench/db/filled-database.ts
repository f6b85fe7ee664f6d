import type { CollectionName, Document } from '../../data/workspace.js';
import { analyticsDocuments, roomDocuments, sessionDocuments, type Scale } from './documents.js';

/** A database with a generated workspace in it, as the process that holds it sees it. */
export interface FilledDatabase {
  readonly url: string;
  readonly engine: Engine;
  /** What runs it, and its version, for people. */
  readonly product: string;
  /** How many documents the database reads to answer a pipeline. */
  examined(collection: CollectionName, pipeline: readonly Document[]): Promise<number>;
  /** The processor time of the process that answers, as far as that is this one. */
  processorMS(): number | undefined;
  drop(): Promise<void>;
}

/** The embedded server, or a MongoDB. */
export type Engine = 'embedded' | 'native';

/** The collections that the questions read, and what is generated for them. */
export function generatedCollections(
  scale: Scale,
): readonly (readonly [CollectionName, Iterable<Document>])[] {
  return [
    ['rocketchat_sessions', sessionDocuments(scale)],
    ['rocketchat_analytics', analyticsDocuments(scale)],
    ['rocketchat_room', roomDocuments(scale)],
  ];
}
