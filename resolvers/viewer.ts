import { Ctx, Query, Resolver } from 'type-graphql';
import { viewerNames } from '../analytics/viewer-names.js';
import { unauthenticated } from '../schema/errors.js';
import { Viewer } from '../schema/viewer.js';
import type { ResolverContext } from './context.js';

@Resolver()
export class ViewerResolver {
  @Query(() => Viewer, {
    description:
      'The user whose credentials were sent. Needs valid credentials, but no permission.',
  })
  async viewer(@Ctx() { run, viewer }: ResolverContext) {
    // The rule of the field admits no other client.
    if (!viewer) throw unauthenticated();
    const { userId } = viewer;
    return {
      id: userId,
      ...(await run(viewerNames, { userId })),
      canViewEngagement: viewer.permissions.has('view-engagement-dashboard'),
    };
  }
}
