/**
 * The body that an operation's data makes, without `success`: a list stands under the alias of its
 * field, an object is the body itself. What GraphQL says with null, Rocket.Chat says by leaving the
 * key out.
 */
export function bodyOf(data: Readonly<Record<string, unknown>>): object {
  const [[alias, value] = ['', {}]] = Object.entries(data);
  return withoutNulls(Array.isArray(value) ? { [alias]: value } : value) as object;
}

function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== 'object' || value === null) return value;
  const copy: Record<string, unknown> = {};
  for (const key of Object.keys(value)) {
    const item = value[key as keyof typeof value];
    if (item !== null) copy[key] = withoutNulls(item);
  }
  return copy;
}
