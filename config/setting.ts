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

export const origins = z
  .string()
  .regex(/^https?:\/\/[^\s,/]+(\s*,\s*https?:\/\/[^\s,/]+)*$/)
  .transform((text) => text.split(/\s*,\s*/));
