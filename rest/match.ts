/** The parameters of a path: dates are required, in this order; texts may be left out. */
export interface ParameterNames {
  readonly dates: readonly string[];
  readonly texts: readonly string[];
}

/** The parameters as sent, or the message with which Rocket.Chat rejects them. */
export type Match =
  { readonly parameters: Readonly<Record<string, string>> } | { readonly error: string };

/**
 * Validates a query string as Rocket.Chat does: the keys present first, in their order in the string,
 * then the required keys that are missing, in their own order. Keys it does not know are ignored.
 * A key that is repeated or carries brackets (`start[]=`, `start[x]=`) is no string.
 */
export function matchParameters(queryString: string, names: ParameterNames): Match {
  const sent = new Map<string, string | undefined>();
  for (const [key, value] of new URLSearchParams(queryString)) {
    const [name = ''] = key.split('[', 1);
    sent.set(name, name === key && !sent.has(name) ? value : undefined);
  }

  const parameters: Record<string, string> = {};
  for (const [name, value] of sent) {
    if (names.dates.includes(name)) {
      if (value === undefined || !isIsoDate(value)) {
        return { error: `Match error: Failed Match.Where validation in field ${name}` };
      }
      parameters[name] = value;
    } else if (names.texts.includes(name)) {
      if (value === undefined) {
        return { error: `Match error: Expected string, got object in field ${name}` };
      }
      parameters[name] = value;
    }
  }
  const missing = names.dates.find((name) => !sent.has(name));
  return missing === undefined
    ? { parameters }
    : { error: `Match error: Missing key '${missing}'` };
}

const ofFourDigitYear = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** Exactly what `toISOString` prints: UTC, with milliseconds, of a day that exists. */
function isIsoDate(text: string): boolean {
  const date = new Date(text);
  // To print a date costs more than to parse it; 31 February and hour 24 are parsed as another day.
  if (ofFourDigitYear.test(text)) return date.getUTCDate() === Number(text.slice(8, 10));
  return !Number.isNaN(date.getTime()) && date.toISOString() === text;
}
