import { badUserInput } from '../schema/errors.js';

export interface QuestionSizeSettings {
  readonly maxWindowDays: number;
  readonly maxPageSize: number;
}

const dayMS = 24 * 60 * 60 * 1000;

/**
 * Refuses questions that are larger than GraphQL may ask; on the REST paths Rocket.Chat's own
 * limits hold.
 * @throws `BAD_USER_INPUT` that names the argument.
 */
export function checkQuestionSize(
  { maxWindowDays, maxPageSize }: QuestionSizeSettings,
  parameters: { readonly start?: Date; readonly end?: Date; readonly count?: number },
): void {
  const { start, end, count } = parameters;
  if (start && end && end.getTime() - start.getTime() > maxWindowDays * dayMS) {
    throw badUserInput(
      `Argument "end": expected at most ${maxWindowDays} days after "start" (MAX_WINDOW_DAYS).`,
    );
  }
  if (count !== undefined && (count < 1 || count > maxPageSize)) {
    throw badUserInput(
      `Argument "count": expected a whole number from 1 to ${maxPageSize} (MAX_PAGE_SIZE).`,
    );
  }
}
