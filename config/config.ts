import type { z } from 'zod';
import { settings } from './settings.js';

/** Everything that can be set, read once at the start. */
export type Config = { readonly [Name in keyof typeof settings]: ValueOf<Name> } & {
  readonly host: string;
  /** Where the answers come from. */
  readonly source: 'mongo' | 'dump' | 'demo';
  /** Introspection and other help for developers; the production settings hold wherever it is off. */
  readonly development: boolean;
};

type ValueOf<Name extends keyof typeof settings> = z.output<(typeof settings)[Name]['read']>;

/** All that is wrong with the settings, a sentence each, none with a secret in it. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  constructor(readonly sentences: readonly string[]) {
    super(sentences.join('\n'));
  }
}

/**
 * The settings of an environment; an empty variable counts as unset.
 * @throws ConfigError with everything that is wrong at once.
 */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const sentences: string[] = [];
  const values = Object.fromEntries(
    Object.entries(settings).map(([name, { variable, expected, secret, read }]) => {
      const text = environment[variable]?.trim() ?? '';
      const result = read.safeParse(text === '' ? undefined : text);
      if (!result.success) {
        const got = secret ? 'something else' : JSON.stringify(text);
        sentences.push(`${variable}: expected ${expected}, got ${got}.`);
      }
      return [name, result.data];
    }),
  ) as { [Name in keyof typeof settings]: ValueOf<Name> };

  const { mongoUrl, mongoDump, host, environment: nodeEnv } = values;
  if (mongoUrl !== undefined && mongoDump !== undefined) {
    sentences.push('MONGO_URL, MONGO_DUMP: expected one of them, got both.');
  }
  if (values.hidePrivateRooms && !environment.PRIVACY_KEY) {
    sentences.push(
      'PRIVACY_KEY: expected at least 16 characters, since HIDE_PRIVATE_ROOMS is true.',
    );
  }
  if (sentences.length > 0) throw new ConfigError(sentences);

  const source = mongoUrl !== undefined ? 'mongo' : mongoDump !== undefined ? 'dump' : 'demo';
  return {
    ...values,
    source,
    host: host ?? (source === 'mongo' ? '0.0.0.0' : '127.0.0.1'),
    development: nodeEnv === 'development' || (source !== 'mongo' && nodeEnv === undefined),
  };
}
