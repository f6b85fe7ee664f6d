import { calculateObjectSize } from 'bson';
import type { CollectionName, Document, Workspace } from '../../data/workspace.js';

/** What one aggregation asked for and got. */
export interface Aggregation {
  readonly collection: CollectionName;
  readonly pipeline: readonly Document[];
  readonly rows: number;
  /** Of the rows in BSON, as the database sends them; without what goes around them. */
  readonly bytes: number;
}

/** A workspace that notes what is asked of it. Only for questions that are not timed. */
export function watched(workspace: Workspace): {
  readonly workspace: Workspace;
  readonly aggregations: readonly Aggregation[];
} {
  const aggregations: Aggregation[] = [];
  return {
    aggregations,
    workspace: {
      ...workspace,
      async aggregate<Row>(collection: CollectionName, pipeline: readonly Document[]) {
        const rows = await workspace.aggregate<Row>(collection, pipeline);
        const bytes = rows.reduce((sum, row) => sum + calculateObjectSize(row as Document), 0);
        aggregations.push({ collection, pipeline, rows: rows.length, bytes });
        return rows;
      },
    },
  };
}
