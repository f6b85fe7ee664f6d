import { badUserInput } from '../schema/errors.js';

type TextParameters = Readonly<Record<string, string>>;

/** How the workspace's own version of Rocket.Chat would answer. */
export interface RouteSettings {
  /** `channels/list` lists rooms without activity unless requested otherwise, as before version 8. */
  readonly listInactiveChannels: boolean;
}

const largestInt = 2 ** 31 - 1;

/**
 * The variables of `channels/list`, read as Rocket.Chat reads them: `10abc` is 10; a count is 50
 * unless sent, at most 100, and 0, the empty text and other words mean all; an offset that is
 * no number skips none.
 * @throws `BAD_USER_INPUT` for negative numbers, which the database would reject.
 */
export function channelsVariables(
  { offset, count, hideRoomsWithNoActivity, ...window }: TextParameters,
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

/** Rocket.Chat shows the offset as it read it, which JSON writes as null where it is no number. */
export function channelsOffset({ offset }: TextParameters): object {
  return offset ? { offset: Number.parseInt(offset, 10) } : {};
}

function numberOf(name: string, text: string): number {
  const number = Number.parseInt(text, 10) || 0;
  if (number < 0) throw badUserInput(`The parameter "${name}" must not be negative.`);
  return number;
}
