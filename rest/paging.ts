import { badUserInput } from '../schema/errors.js';
import type { JsonSchema } from './json-schema.js';

type Parameters = Readonly<Record<string, string>>;

/** How the workspace's own version of Rocket.Chat would answer. */
export interface RouteSettings {
  /** `channels/list` lists rooms without activity unless told otherwise, as before version 8. */
  readonly listInactiveChannels: boolean;
}

/** What a text of a path may be, and what becomes of it. */
export interface TextParameter {
  readonly schema: JsonSchema;
  /** A sentence after the one of the GraphQL argument. */
  readonly reading: string;
}

const largestInt = 2 ** 31 - 1;

/**
 * The variables of `channels/list`, read as Rocket.Chat reads them: `10abc` is 10; a count is 50
 * unless sent, at most 100, and 0, the empty text and other words ask for all; an offset that is
 * no number skips none.
 * @throws `BAD_USER_INPUT` for negative numbers, which the database would refuse.
 */
export function channelsVariables(
  { offset, count, hideRoomsWithNoActivity, ...window }: Parameters,
  { listInactiveChannels }: RouteSettings,
): object {
  return {
    ...window,
    // No list is as long as what GraphQL's numbers hold.
    offset: Math.min(numberOf('offset', offset ?? ''), largestInt),
    count: Math.min(numberOf('count', count ?? '50'), 100),
    hideRoomsWithNoActivity: listInactiveChannels
      ? hideRoomsWithNoActivity === 'true'
      : hideRoomsWithNoActivity !== 'false',
  };
}

/** The texts of `channels/list` and how `channelsVariables` reads them. */
export function channelsTexts({
  listInactiveChannels,
}: RouteSettings): Readonly<Record<string, TextParameter>> {
  return {
    offset: {
      schema: { ...noNegativeNumber, default: '0' },
      reading: 'Digits at the beginning are read; where there are none, no row is left out.',
    },
    count: {
      schema: { ...noNegativeNumber, default: '50' },
      reading:
        'Digits at the beginning are read, and at most 100; where there are none, all that remain are meant.',
    },
    hideRoomsWithNoActivity: {
      schema: { type: 'string', default: listInactiveChannels ? 'false' : 'true' },
      reading: listInactiveChannels
        ? 'The text `true` does, any other does not.'
        : 'The text `false` does not, any other does.',
    },
  };
}

/** Every text but those that `Number.parseInt` reads as less than zero. */
const noNegativeNumber = { type: 'string', pattern: '^(?!\\s*-0*[1-9])' };

/** Rocket.Chat shows the offset as it read it, which JSON writes as null where it is no number. */
export function channelsOffset({ offset }: Parameters): object {
  return offset ? { offset: Number.parseInt(offset, 10) } : {};
}

/** The key that `channelsOffset` replaces. */
export const offsetAsRead: Readonly<Record<string, JsonSchema>> = {
  offset: {
    type: ['integer', 'null'],
    minimum: 0,
    description: 'The offset as it was read; null where it is no number.',
  },
};

function numberOf(name: string, text: string): number {
  const number = Number.parseInt(text, 10) || 0;
  if (number < 0) throw badUserInput(`The parameter "${name}" must not be negative.`);
  return number;
}
