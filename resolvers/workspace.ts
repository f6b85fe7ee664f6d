import { Ctx, Query, Resolver } from 'type-graphql';
import { workspace } from '../analytics/series/workspace.js';
import { Workspace } from '../schema/workspace.js';
import type { ResolverContext } from './context.js';

@Resolver()
export class WorkspaceResolver {
  @Query(() => Workspace, {
    description: 'The workspace and for which time its records exist.',
  })
  workspace(@Ctx() { run }: ResolverContext) {
    return run(workspace, {});
  }
}
