type Values = Readonly<Record<string, unknown>>;

/**
 * The body that an operation's data makes, without `success`: a list stands under the alias of its
 * field, an object is the body itself. The body is an object of its own, the values in it are those
 * of the data.
 */
export function bodyOf(data: Values): Record<string, unknown> {
  const [alias = ''] = Object.keys(data);
  const value = data[alias];
  return Array.isArray(value) ? { [alias]: value as unknown } : { ...(value as Values) };
}

/** The JSON of a value: what GraphQL says with null, Rocket.Chat says by leaving the key out. */
export function jsonOf(value: unknown): string {
  const text = JSON.stringify(value);
  // To look for the word costs less than to look at every value, and most responses have none.
  return text.includes('null') ? JSON.stringify(withoutNulls(value)) : text;
}

function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]) =>
      inner === null ? [] : [[key, withoutNulls(inner)]],
    ),
  );
}
