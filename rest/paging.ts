import { badUserInput } from '../schema/errors.js';

type Parameters = Readonly<Record<string, string>>;

/** How the workspace's own version of Rocket.Chat would answer. */
export interface RouteSettings {
  /** `channels/list` lists rooms without activity unless told otherwise, as before version 8. */
  readonly listInactiveChannels: boolean;
}

const largestInt = 2 ** 31 - 1;

/**
 * The variables of `channels/list`, read as Rocket.Chat reads them: `10abc` is 10; a count is 50
 * unless sent, at most 100, and 0, the empty text and other words ask for all; an offset that is
 * no number skips none.
 * @throws `BAD_USER_INPUT` for negative and for enormous numbers, which the database would refuse.
 */
export function channelsVariables(
  { offset, count, hideRoomsWithNoActivity, ...window }: Parameters,
  { listInactiveChannels }: RouteSettings,
): object {
  return {
    ...window,
    offset: numberOf('offset', offset ?? '', largestInt),
    count: Math.min(numberOf('count', count ?? '50', Infinity), 100),
    hideRoomsWithNoActivity: listInactiveChannels
      ? hideRoomsWithNoActivity === 'true'
      : hideRoomsWithNoActivity !== 'false',
  };
}

/** Rocket.Chat shows the offset as it read it: null where the text was no number. */
export function channelsOffset({ offset }: Parameters): object {
  return offset && Number.isNaN(Number.parseInt(offset, 10)) ? { offset: null } : {};
}

function numberOf(name: string, text: string, most: number): number {
  const number = Number.parseInt(text, 10) || 0;
  if (number < 0 || number > most) {
    throw badUserInput(`The parameter "${name}" must be a number from 0 to ${largestInt}.`);
  }
  return number;
}
