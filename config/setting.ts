import { z } from 'zod';

export interface Setting<Read extends z.ZodType> {
  readonly variable: string;
  /** What the setting does, for the tables in the documentation. */
  readonly meaning: string;
  /** The default as those tables show it. */
  readonly fallback: string;
  /** Completes the message "PORT: expected …". */
  readonly expected: string;
  /** The README shows it; `docs/settings.md` has all. */
  readonly common?: true;
  /** The value may hold a password and is never shown. */
  readonly secret?: true;
  /** From the variable's text, or `undefined`, to its value. */
  readonly read: Read;
}

export const setting = <Read extends z.ZodType>(definition: Setting<Read>) => definition;

export const wholeNumber = (least: number, most: number) =>
  z.string().regex(/^\d+$/).transform(Number).pipe(z.int().min(least).max(most));

export const flag = z.enum(['true', 'false']).transform((text) => text === 'true');

export const names = z
  .string()
  .regex(/^[^,\s]+(\s*,\s*[^,\s]+)*$/)
  .transform((text) => text.split(/\s*,\s*/));

export const address = z.string().regex(/^[\w.:%-]+$/);

/** Origins as browsers write them, in lower case and without a default port; or `*` alone for all. */
export const origins = z.string().transform((text, context) => {
  if (text === '*') return '*' as const;
  const parsed = text.split(',').map((item) => originOf(item.trim()));
  if (parsed.every((origin) => origin !== undefined)) return parsed;
  context.addIssue('expected origins');
  return z.NEVER;
});

function originOf(text: string): string | undefined {
  if (!/^https?:\/\/[^\s/?#@]+\/?$/i.test(text) || !URL.canParse(text)) return undefined;
  return new URL(text).origin;
}
