import { z } from 'zod';
import { address, setting, wholeNumber } from './setting.js';

/** Where the process listens, what it logs, and how it ends. */
export const processSettings = {
  host: setting({
    variable: 'HOST',
    meaning: 'The address to listen on.',
    fallback: '`0.0.0.0`; `127.0.0.1` without `MONGO_URL`',
    expected: 'an IP address or a host name',
    common: true,
    read: address.optional(),
  }),
  port: setting({
    variable: 'PORT',
    meaning: 'The port to listen on; `0` takes a free one.',
    fallback: '`3000`',
    expected: 'a whole number from 0 to 65535',
    common: true,
    read: wholeNumber(0, 65_535).default(3000),
  }),
  environment: setting({
    variable: 'NODE_ENV',
    meaning:
      '`development` opens introspection and the IDE at `/graphql`. Unset, it is `production` with `MONGO_URL` and `development` without.',
    fallback: 'unset',
    expected: 'development, production or test',
    read: z.enum(['development', 'production', 'test']).optional(),
  }),
  logLevel: setting({
    variable: 'LOG_LEVEL',
    meaning: 'The lowest level that is logged.',
    fallback: '`info`',
    expected: 'fatal, error, warn, info, debug, trace or silent',
    common: true,
    read: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  }),
  metricsPort: setting({
    variable: 'METRICS_PORT',
    meaning:
      'The port of a separate listener for `/metrics` in Prometheus’ format, and for `/health` and `/ready` with the reason; `0` takes a free one.',
    fallback: 'none',
    expected: 'a whole number from 0 to 65535',
    common: true,
    read: wholeNumber(0, 65_535).optional(),
  }),
  metricsHost: setting({
    variable: 'METRICS_HOST',
    meaning: 'The address of that listener.',
    fallback: '`127.0.0.1`',
    expected: 'an IP address or a host name',
    read: address.default('127.0.0.1'),
  }),
  shutdownDelayMS: setting({
    variable: 'SHUTDOWN_DELAY_MS',
    meaning:
      'How long requests are still accepted after SIGTERM or SIGINT while `/ready` is already 503, so that a load balancer can react first.',
    fallback: '`0`',
    expected: 'a whole number from 0 to 600000',
    read: wholeNumber(0, 600_000).default(0),
  }),
  shutdownTimeoutMS: setting({
    variable: 'SHUTDOWN_TIMEOUT_MS',
    meaning: 'How long requests in flight may then take before the process ends without them.',
    fallback: '`10000`',
    expected: 'a whole number from 1 to 600000',
    read: wholeNumber(1, 600_000).default(10_000),
  }),
};
