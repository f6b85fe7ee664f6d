import type { z } from 'zod';
import { settings } from './settings.js';

/** Everything that can be set, read once at the start. */
export type Config = { readonly [Name in keyof typeof settings]: ValueOf<Name> } & {
  readonly host: string;
  /** Where the data comes from. */
  readonly source: 'mongo' | 'dump' | 'demo';
  /** Introspection and other help for developers; the production settings hold wherever it is off. */
  readonly development: boolean;
};

type ValueOf<Name extends keyof typeof settings> = z.output<(typeof settings)[Name]['read']>;

/** All that is wrong with the settings, a message each, none with a secret in it. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  constructor(readonly messages: readonly string[]) {
    super(messages.join('\n'));
  }
}

/** Settings that had another name; a value under it would otherwise be ignored. */
const formerNames = {
  STRANGER_BUDGET: 'ANONYMOUS_RATE_LIMIT',
  VIEWER_BUDGET: 'QUERY_COST_LIMIT',
};

/**
 * The settings of an environment; an empty variable counts as unset.
 * @throws ConfigError with everything that is wrong at once.
 */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const messages: string[] = [];
  const values = Object.fromEntries(
    Object.entries(settings).map(([name, { variable, expected, secret, read }]) => {
      const text = environment[variable]?.trim() ?? '';
      const result = read.safeParse(text === '' ? undefined : text);
      if (!result.success) {
        const got = secret ? 'something else' : JSON.stringify(text);
        messages.push(`${variable}: expected ${expected}, got ${got}.`);
      }
      return [name, result.data];
    }),
  ) as { [Name in keyof typeof settings]: ValueOf<Name> };

  for (const [former, current] of Object.entries(formerNames)) {
    if (environment[former]) messages.push(`${former}: renamed, set ${current} instead.`);
  }

  const { mongoUrl, mongoDump, host, environment: nodeEnv } = values;
  if (mongoUrl !== undefined && mongoDump !== undefined) {
    messages.push('MONGO_URL, MONGO_DUMP: expected one of them, got both.');
  }
  for (const [variable, isOn] of [
    ['HIDE_PRIVATE_ROOMS', values.hidePrivateRooms],
    ['HISTORY_HASH_IDS', values.historyHashIds],
  ] as const) {
    if (isOn && !environment.PRIVACY_KEY) {
      messages.push(`PRIVACY_KEY: expected at least 16 characters, since ${variable} is true.`);
    }
  }
  if (values.historyDir !== undefined && values.historyS3Url !== undefined) {
    messages.push('HISTORY_DIR, HISTORY_S3_URL: expected one of them, got both.');
  }
  if (values.historyS3Url !== undefined) {
    for (const [variable, value] of [
      ['AWS_ACCESS_KEY_ID', values.awsAccessKeyId],
      ['AWS_SECRET_ACCESS_KEY', values.awsSecretAccessKey],
    ] as const) {
      if (value === undefined) messages.push(`${variable}: expected with HISTORY_S3_URL.`);
    }
  }
  if (messages.length > 0) throw new ConfigError(messages);

  const source = mongoUrl !== undefined ? 'mongo' : mongoDump !== undefined ? 'dump' : 'demo';
  return {
    ...values,
    source,
    host: host ?? (source === 'mongo' ? '0.0.0.0' : '127.0.0.1'),
    development: nodeEnv === 'development' || (source !== 'mongo' && nodeEnv === undefined),
  };
}
