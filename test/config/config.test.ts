import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ConfigError, readConfig, type Config } from '../../config/config.js';
import { settings } from '../../config/settings.js';

type Name = keyof typeof settings;

interface Row {
  /** The value where nothing is set. */
  readonly unset: unknown;
  readonly good: readonly (readonly [text: string, value: unknown])[];
  readonly bad: readonly string[];
}

const flag: Row = {
  unset: false,
  good: [
    ['true', true],
    ['false', false],
  ],
  bad: ['yes', '1', 'TRUE', 'on'],
};
const notNumbers = ['-1', '+1', '1.5', '1e3', '0x10', 'many', '1 000', '9'.repeat(400)];

/** A whole number between two limits, both included. */
function number(unset: number | undefined, least: number, most: number): Row {
  return {
    unset,
    good: [least, most].map((value) => [String(value), value]),
    bad: [...notNumbers, ...(least > 0 ? [String(least - 1)] : []), String(most + 1)],
  };
}

const rows: Record<Name, Row> = {
  mongoUrl: {
    unset: undefined,
    good: [
      ['mongodb://127.0.0.1:27017/chat', 'mongodb://127.0.0.1:27017/chat'],
      ['mongodb+srv://user:word@cluster.example', 'mongodb+srv://user:word@cluster.example'],
      [' mongodb://host ', 'mongodb://host'],
    ],
    bad: ['127.0.0.1:27017', 'http://host', 'mongodb://', 'postgres://u:p@h/mongodb://x'],
  },
  mongoDump: { unset: undefined, good: [['./dump', './dump']], bad: [] },
  host: {
    unset: '127.0.0.1',
    good: ['0.0.0.0', '::1', 'gateway.example', 'fe80::1%eth0'].map((host) => [host, host]),
    bad: ['http://localhost', 'local host', '[::1]', 'a,b'],
  },
  port: number(3000, 0, 65535),
  environment: {
    unset: undefined,
    good: ['development', 'production', 'test'].map((text) => [text, text]),
    bad: ['staging', 'Production'],
  },
  logLevel: {
    unset: 'info',
    good: ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'].map((text) => [
      text,
      text,
    ]),
    bad: ['verbose', 'INFO', '30'],
  },
  requestTimeoutMS: number(5000, 1, 600000),
  viewerCacheMS: number(1000, 0, 60000),
  answerCacheMS: number(5000, 0, 3600000),
  settledAnswerCacheMS: number(3_600_000, 0, 86400000),
  answerCacheMB: number(64, 1, 65_536),
  dayCacheMB: number(64, 0, 65_536),
  dayWarmUp: { ...flag, unset: true },
  redisUrl: {
    unset: undefined,
    good: ['redis://127.0.0.1:6379', 'rediss://:word@cache.example/1'].map((url) => [url, url]),
    bad: [
      '127.0.0.1:6379',
      'http://cache',
      'redis://',
      'redis://:s3cr#t-pw@host',
      'redis://:100%sure@h',
      'redis://h/cache',
      'redis://h:99999',
    ],
  },
  strictLoginExpiration: flag,
  permissionFallbackRoles: {
    unset: [],
    good: [
      ['admin', ['admin']],
      ['admin,bot', ['admin', 'bot']],
      [' admin , livechat-manager ', ['admin', 'livechat-manager']],
    ],
    bad: ['admin,', ',admin', 'admin,,bot', 'admin bot'],
  },
  workspaceTimeZone: {
    unset: 'UTC',
    good: ['America/Sao_Paulo', 'Asia/Kolkata', 'Etc/UTC'].map((zone) => [zone, zone]),
    bad: ['Mars/Olympus', '+02:00', 'UTC+2', 'Europe', 'PST'],
  },
  listInactiveChannels: flag,
  // True needs a second setting and stands in a test of its own.
  hidePrivateRooms: { ...flag, good: [['false', false]] },
  privacyKey: {
    unset: undefined,
    good: [['0123456789abcdef', '0123456789abcdef']],
    bad: ['0123456789abcde'],
  },
  workspaceId: {
    unset: undefined,
    good: [['workspace', 'workspace']],
    bad: ['seven77', 'x'.repeat(201)],
  },
  historyDir: { unset: undefined, good: [['/history', '/history']], bad: [] },
  // Needs credentials: the good ones stand in a test of their own.
  historyS3Url: {
    unset: undefined,
    good: [],
    bad: ['s3://bucket', 'https://host', 'https://host/', 'https://u:hunter2@host/b', 'host/b'],
  },
  awsRegion: { unset: 'us-east-1', good: [['eu-central-1', 'eu-central-1']], bad: [] },
  awsAccessKeyId: { unset: undefined, good: [['key', 'key']], bad: [] },
  awsSecretAccessKey: { unset: undefined, good: [['secret', 'secret']], bad: [] },
  awsSessionToken: { unset: undefined, good: [['token', 'token']], bad: [] },
  historyDays: number(800, 45, 36_500),
  historyHashIds: { ...flag, good: [['false', false]] },
  rateLimitCalls: number(10, 0, 1000000),
  rateLimitWindowMS: number(60_000, 1000, 86400000),
  trustedProxies: number(0, 0, 10),
  fourKeyUnauthorized: flag,
  metricsPort: number(undefined, 0, 65_535),
  metricsHost: {
    unset: '127.0.0.1',
    good: [['0.0.0.0', '0.0.0.0']],
    bad: ['http://localhost', 'local host'],
  },
  shutdownDelayMS: number(0, 0, 600_000),
  shutdownTimeoutMS: number(10_000, 1, 600_000),
  databaseConcurrency: number(20, 1, 1000),
  databaseQueue: number(200, 0, 100_000),
  clientTimeoutMS: number(15_000, 1000, 600_000),
  maxConnections: number(1000, 1, 1_000_000),
  maxConnectionsPerAddress: number(250, 1, 1_000_000),
  maxBodyBytes: number(100_000, 1, 100_000_000),
  corsOrigins: {
    unset: [],
    good: [
      ['https://dashboard.example', ['https://dashboard.example']],
      ['*', '*'],
      ['HTTPS://Dash.Example.com:443/', ['https://dash.example.com']],
      ['https://a.example , http://localhost:5173', ['https://a.example', 'http://localhost:5173']],
    ],
    bad: [
      '*, https://a.example',
      'dashboard.example',
      'https://a.example/path',
      'https://a.example,',
    ],
  },
  keepAliveTimeoutMS: number(72_000, 1000, 3_600_000),
  maxDepth: number(8, 1, 1000),
  maxCost: number(450, 1, 1_000_000),
  maxAliases: number(30, 0, 10_000),
  maxDirectives: number(8, 0, 10_000),
  maxTokens: number(1000, 1, 1_000_000),
  maxWindowDays: number(400, 1, 100_000),
  maxBuckets: number(10_000, 1, 1_000_000),
  maxPageSize: number(500, 1, 1_000_000),
  queryCostLimit: number(20_000, 0, 1_000_000_000),
  anonymousRateLimit: number(120, 0, 1_000_000_000),
  persistedOnly: flag,
  maxStreams: number(500, 1, 100_000),
  maxStreamsPerViewer: number(10, 1, 100_000),
  persistedDocuments: {
    unset: undefined,
    good: [['./documents.json', './documents.json']],
    bad: [],
  },
};

/** The messages with which an environment is rejected; none if it is not. */
function sentencesOf(environment: Record<string, string | undefined>): readonly string[] {
  try {
    readConfig(environment);
    return [];
  } catch (error) {
    assert.ok(error instanceof ConfigError);
    assert.equal(error.message, error.messages.join('\n'));
    return error.messages;
  }
}

function valueOf(name: Name, config: Config): unknown {
  return config[name];
}

for (const [name, { unset, good, bad }] of Object.entries(rows) as [Name, Row][]) {
  const { variable, expected } = settings[name];
  describe(variable, () => {
    test('unset, empty and blank are the same', () => {
      for (const text of [undefined, '', '  ']) {
        assert.deepEqual(valueOf(name, readConfig({ [variable]: text })), unset);
      }
    });

    for (const [text, value] of good) {
      test(`takes ${JSON.stringify(text)}`, () => {
        assert.deepEqual(valueOf(name, readConfig({ [variable]: text })), value);
      });
    }

    for (const text of bad) {
      test(`rejects ${JSON.stringify(text).slice(0, 40)} with one message`, () => {
        const [message = '', ...more] = sentencesOf({ [variable]: text });
        assert.ok(message.startsWith(`${variable}: expected ${expected}, got `), message);
        assert.deepEqual(more, []);
      });
    }
  });
}

test('everything that is wrong is said at once, a message each', () => {
  const wrong = (Object.keys(settings) as Name[]).flatMap((name) => {
    const [bad] = rows[name].bad;
    return bad === undefined ? [] : [[settings[name].variable, bad] as const];
  });
  const messages = sentencesOf(Object.fromEntries(wrong));
  assert.deepEqual(
    messages.map((message) => message.split(':')[0]),
    wrong.map(([variable]) => variable),
  );
  for (const message of messages) assert.match(message, /^[A-Z0-9_]+: [^\n]+\.$/);
});

test('a value that may hold a secret is never shown, others are', () => {
  const messages = sentencesOf({
    MONGO_URL: 'postgres://root:hunter2@db.example',
    REDIS_URL: 'http://:hunter2@db.example',
    PRIVACY_KEY: 'too short a key',
    PORT: 'eighty',
  }).join('\n');
  assert.doesNotMatch(messages, /hunter2|root|db\.example|too short/);
  assert.match(messages, /PORT: expected a whole number from 0 to 65535, got "eighty"\./);
});

test('a database and a dump exclude each other', () => {
  assert.deepEqual(sentencesOf({ MONGO_URL: 'mongodb://u:hunter2@host', MONGO_DUMP: './dump' }), [
    'MONGO_URL, MONGO_DUMP: expected one of them, got both.',
  ]);
});

describe('the history', () => {
  const keys = { AWS_ACCESS_KEY_ID: 'key', AWS_SECRET_ACCESS_KEY: 'secret' };

  for (const url of ['https://host/bucket', 'http://127.0.0.1:9000/bucket/folder/below/']) {
    test(`takes the bucket ${url} with credentials`, () => {
      assert.equal(readConfig({ HISTORY_S3_URL: url, ...keys }).historyS3Url, url);
    });
  }

  test('in a bucket needs credentials', () => {
    assert.deepEqual(sentencesOf({ HISTORY_S3_URL: 'https://host/bucket' }), [
      'AWS_ACCESS_KEY_ID: expected with HISTORY_S3_URL.',
      'AWS_SECRET_ACCESS_KEY: expected with HISTORY_S3_URL.',
    ]);
  });

  test('is in a folder or in a bucket', () => {
    assert.deepEqual(
      sentencesOf({ HISTORY_DIR: '/h', HISTORY_S3_URL: 'https://host/bucket', ...keys }),
      ['HISTORY_DIR, HISTORY_S3_URL: expected one of them, got both.'],
    );
  });

  test('has hashed ids with a key alone', () => {
    assert.deepEqual(sentencesOf({ HISTORY_HASH_IDS: 'true' }), [
      'PRIVACY_KEY: expected at least 16 characters, since HISTORY_HASH_IDS is true.',
    ]);
    assert.equal(
      readConfig({ HISTORY_HASH_IDS: 'true', PRIVACY_KEY: 'sixteen letters!' }).historyHashIds,
      true,
    );
  });
});

describe('HIDE_PRIVATE_ROOMS', () => {
  test('works with a key', () => {
    const { hidePrivateRooms, privacyKey } = readConfig({
      HIDE_PRIVATE_ROOMS: 'true',
      PRIVACY_KEY: 'sixteen letters!',
    });
    assert.deepEqual(
      { hidePrivateRooms, privacyKey },
      {
        hidePrivateRooms: true,
        privacyKey: 'sixteen letters!',
      },
    );
  });

  for (const [what, key] of [
    ['no key', ''],
    ['a key that is too short', 'short'],
  ] as const) {
    test(`with ${what} is rejected in one message about the key`, () => {
      const messages = sentencesOf({ HIDE_PRIVATE_ROOMS: 'true', PRIVACY_KEY: key });
      assert.equal(messages.length, 1, messages.join('\n'));
      assert.match(messages[0] ?? '', /^PRIVACY_KEY: expected at least 16 characters/);
    });
  }
});

describe('what follows from several settings', () => {
  const mongo = { MONGO_URL: 'mongodb://host' };
  const dump = { MONGO_DUMP: './dump' };
  const table: [
    environment: Record<string, string>,
    follows: Pick<Config, 'source' | 'host' | 'development'>,
  ][] = [
    [{}, { source: 'demo', host: '127.0.0.1', development: true }],
    [dump, { source: 'dump', host: '127.0.0.1', development: true }],
    [mongo, { source: 'mongo', host: '0.0.0.0', development: false }],
    [
      { ...mongo, NODE_ENV: 'development' },
      { source: 'mongo', host: '0.0.0.0', development: true },
    ],
    [
      { ...mongo, NODE_ENV: '', MONGO_DUMP: ' ' },
      { source: 'mongo', host: '0.0.0.0', development: false },
    ],
    [{ NODE_ENV: 'production' }, { source: 'demo', host: '127.0.0.1', development: false }],
    [
      { ...dump, NODE_ENV: 'test' },
      { source: 'dump', host: '127.0.0.1', development: false },
    ],
    [
      { HOST: '::', NODE_ENV: 'development' },
      { source: 'demo', host: '::', development: true },
    ],
    [
      { ...mongo, HOST: '::1' },
      { source: 'mongo', host: '::1', development: false },
    ],
  ];
  for (const [environment, follows] of table) {
    test(JSON.stringify(environment), () => {
      const { source, host, development } = readConfig(environment);
      assert.deepEqual({ source, host, development }, follows);
    });
  }
});

test('variables that are no settings are passed over', () => {
  assert.deepEqual(readConfig({ PATH: '/bin', MONGODB_URL: 'nonsense' }), readConfig({}));
});

test('a former name that is still set is rejected, and the message names the new one', () => {
  assert.throws(
    () => readConfig({ VIEWER_BUDGET: '5', STRANGER_BUDGET: '5' }),
    ({ message }: Error) =>
      message.includes('VIEWER_BUDGET: renamed, set QUERY_COST_LIMIT instead.') &&
      message.includes('STRANGER_BUDGET: renamed, set ANONYMOUS_RATE_LIMIT instead.'),
  );
});
