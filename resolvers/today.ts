import { Arg, Ctx, Int, Query, Resolver, Root, Subscription } from 'type-graphql';
import { today } from '../analytics/series/today.js';
import { TimeZone } from '../schema/time-zone.js';
import { Today } from '../schema/today.js';
import { badUserInput } from '../schema/errors.js';
import type { ResolverContext } from './context.js';

@Resolver()
export class TodayResolver {
  @Query(() => Today, {
    description: 'The current calendar day until now, before any nightly job.',
  })
  today(
    @Arg('timeZone', () => TimeZone, {
      nullable: true,
      description: 'The time zone of the day; the workspace’s where it is absent.',
    })
    timeZone: string | null | undefined,
    @Ctx() { run, workspaceTimeZone }: ResolverContext,
  ) {
    return run(today, { timeZone: timeZone ?? workspaceTimeZone });
  }

  @Subscription(() => Today, {
    name: 'today',
    description:
      '`today` at once, and again whenever more than `computedAt` and `coverage` has changed. Streamed as server-sent events: send `accept: text/event-stream`.',
    subscribe: ({ args, context }) => follow(args as FollowArgs, context as ResolverContext),
  })
  followToday(
    @Root() event: { today: Today },
    @Arg('timeZone', () => TimeZone, {
      nullable: true,
      description: 'The time zone of the day; the workspace’s where it is absent.',
    })
    _timeZone: string | null | undefined,
    @Arg('everySeconds', () => Int, {
      defaultValue: 5,
      description: 'The shortest time between two events, in seconds: 2 to 3600.',
    })
    _everySeconds: number,
  ): Today {
    // The source has read the arguments; they stand here for the schema.
    return event.today;
  }
}

interface FollowArgs {
  readonly timeZone?: string | null;
  readonly everySeconds: number;
}

/** The events of the subscription: one object per value, under the name of its field. */
async function follow(
  { timeZone, everySeconds }: FollowArgs,
  { followToday, workspaceTimeZone }: ResolverContext,
): Promise<AsyncIterableIterator<{ today: object }>> {
  if (everySeconds < 2 || everySeconds > 3600) {
    throw badUserInput(
      `Argument "everySeconds": expected a whole number from 2 to 3600, got ${everySeconds}.`,
    );
  }
  const values = await followToday(timeZone ?? workspaceTimeZone, everySeconds);
  const events: AsyncIterableIterator<{ today: object }> = {
    async next() {
      const next = await values.next();
      return next.done ? next : { value: { today: next.value }, done: false };
    },
    // Not a generator: its `return` would wait for the next value.
    async return() {
      await values.return?.();
      return { value: undefined, done: true };
    },
    [Symbol.asyncIterator]: () => events,
  };
  return events;
}
