/**
 * The body that an operation's data makes, without `success`: a list stands under the alias of its
 * field, an object is the body itself. What GraphQL says with null, Rocket.Chat says by leaving the
 * key out.
 */
export function bodyOf(data: Readonly<Record<string, unknown>>): object {
  const [[alias, value] = ['', {}]] = Object.entries(data);
  return withoutNulls(Array.isArray(value) ? { [alias]: value } : value) as object;
}

/** A copy without them, or the value itself where there are none, as in most answers. */
function withoutNulls(value: unknown): unknown {
  if (value === null || !hasNull(value)) return value;
  if (Array.isArray(value)) return value.map(withoutNulls);
  const copy: Record<string, unknown> = {};
  for (const [key, item] of Object.entries(value as object)) {
    if (item !== null) copy[key] = withoutNulls(item);
  }
  return copy;
}

function hasNull(value: unknown): boolean {
  if (typeof value !== 'object') return false;
  return value === null || Object.values(value).some(hasNull);
}
