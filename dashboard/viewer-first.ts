import { Failure, type Api } from './api.js';
import { DashboardViewer, type DashboardViewerQuery } from './operations.generated.js';

export type Viewer = DashboardViewerQuery['viewer'];

/**
 * Requests the viewer before anything else, so that credentials that are not accepted cost one
 * request rather than one a section, and a missing permission none. A failure other than that is
 * not remembered: the next request tries again.
 */
export function viewerFirst(
  api: Api,
  known: Viewer | undefined,
  onViewer: (viewer: Viewer) => void,
): Api {
  let admitted = known && Promise.resolve(known);

  async function admit(): Promise<void> {
    admitted ??= api
      .run(DashboardViewer, {}, new AbortController().signal)
      .then(({ viewer }) => {
        onViewer(viewer);
        return viewer;
      })
      .catch((error: unknown) => {
        admitted = undefined;
        throw error;
      });
    const { canViewEngagement } = await admitted;
    if (!canViewEngagement) throw new Failure('forbidden', 'The permission is missing.');
  }

  return {
    async run(operation, variables, signal) {
      await admit();
      signal.throwIfAborted();
      return api.run(operation, variables, signal);
    },
    async *subscribe(operation, variables, signal) {
      await admit();
      signal.throwIfAborted();
      yield* api.subscribe(operation, variables, signal);
    },
  };
}
