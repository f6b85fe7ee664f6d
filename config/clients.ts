import { origins, setting, wholeNumber } from './setting.js';

/** Limits on what clients may do. */
export const clientsSettings = {
  rateLimitCalls: setting({
    variable: 'RATE_LIMIT_CALLS',
    meaning:
      'Calls to one REST path from one address per window, as in Rocket.Chat; `0` disables. Viewers with the permission `api-bypass-rate-limit` are exempt.',
    fallback: '`10`',
    expected: 'a whole number from 0 to 1000000',
    read: wholeNumber(0, 1_000_000).default(10),
  }),
  rateLimitWindowMS: setting({
    variable: 'RATE_LIMIT_WINDOW_MS',
    meaning: 'The length of that window in milliseconds.',
    fallback: '`60000`',
    expected: 'a whole number from 1000 to 86400000',
    read: wholeNumber(1000, 86_400_000).default(60_000),
  }),
  trustedProxies: setting({
    variable: 'TRUSTED_PROXIES',
    meaning:
      'How many proxies are in front: the client’s address is that many from the right in `x-forwarded-for`; with `0` it is the socket’s.',
    fallback: '`0`',
    expected: 'a whole number from 0 to 10',
    common: true,
    read: wholeNumber(0, 10).default(0),
  }),
  clientTimeoutMS: setting({
    variable: 'CLIENT_TIMEOUT_MS',
    meaning:
      'How long a client may take to send a request, to read a response (as much again for each megabyte of it), and how long a connection may be idle within either.',
    fallback: '`15000`',
    expected: 'a whole number from 1000 to 600000',
    read: wholeNumber(1000, 600_000).default(15_000),
  }),
  maxConnections: setting({
    variable: 'MAX_CONNECTIONS',
    meaning: 'How many client connections are open at a time; one more is closed at once.',
    fallback: '`1000`',
    expected: 'a whole number from 1 to 1000000',
    read: wholeNumber(1, 1_000_000).default(1000),
  }),
  maxConnectionsPerAddress: setting({
    variable: 'MAX_CONNECTIONS_PER_ADDRESS',
    meaning:
      'How many of those connections one address may have; with `TRUSTED_PROXIES` above 0, how many requests of one address run at a time.',
    fallback: '`250`',
    expected: 'a whole number from 1 to 1000000',
    read: wholeNumber(1, 1_000_000).default(250),
  }),
  maxBodyBytes: setting({
    variable: 'MAX_BODY_BYTES',
    meaning: 'The longest body of a request, in bytes.',
    fallback: '`100000`',
    expected: 'a whole number from 1 to 100000000',
    read: wholeNumber(1, 100_000_000).default(100_000),
  }),
  corsOrigins: setting({
    variable: 'CORS_ORIGINS',
    meaning:
      'Comma-separated origins whose pages may call the gateway from a browser; `*` allows all, as Rocket.Chat does by default.',
    fallback: 'none',
    expected: 'origins such as https://dashboard.example.com, separated by commas, or *',
    common: true,
    read: origins.default([]),
  }),
  keepAliveTimeoutMS: setting({
    variable: 'KEEP_ALIVE_TIMEOUT_MS',
    meaning:
      'How long an idle connection stays open for another request. It must be longer than the idle timeout of a load balancer in front.',
    fallback: '`72000`',
    expected: 'a whole number from 1000 to 3600000',
    read: wholeNumber(1000, 3_600_000).default(72_000),
  }),
};
