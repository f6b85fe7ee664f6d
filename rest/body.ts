/**
 * The body that an operation's data makes, without `success`: a list stands under the alias of its
 * field, an object is the body itself. What GraphQL says with null, Rocket.Chat says by leaving the
 * key out. The body is an object of its own, the values in it may be those of the data.
 */
export function bodyOf(data: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const [alias = ''] = Object.keys(data);
  const value = data[alias];
  return copyWithoutNulls(Array.isArray(value) ? { [alias]: value as unknown } : (value as Values));
}

/** A copy without them, or the value itself where there are none, as in most answers. */
function withoutNulls(value: unknown): unknown {
  if (value === null || !hasNull(value)) return value;
  return Array.isArray(value) ? value.map(withoutNulls) : copyWithoutNulls(value as Values);
}

function copyWithoutNulls(values: Values): Values {
  const copy: Values = {};
  for (const key in values) {
    const value = values[key];
    if (value !== null) copy[key] = withoutNulls(value);
  }
  return copy;
}

function hasNull(value: unknown): boolean {
  if (typeof value !== 'object') return false;
  if (value === null) return true;
  for (const key in value) {
    if (hasNull(value[key as keyof typeof value])) return true;
  }
  return false;
}

type Values = Record<string, unknown>;
