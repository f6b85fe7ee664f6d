import { people, startTestGateway } from '../support/gateway.js';
import { dayOfMessages } from '../support/documents.js';
import { liveBytes } from '../support/live-bytes.js';

/** A gateway in a process of its own, which sends its address and, on request, what it occupies. */
const gateway = await startTestGateway({
  TRUSTED_PROXIES: '1',
  VIEWER_CACHE_MS: '60000',
  ANSWER_CACHE_MS: '3600000',
  SETTLED_ANSWER_CACHE_MS: '3600000',
  ANSWER_CACHE_MB: '1',
  DAY_CACHE_MB: '1',
  ANONYMOUS_RATE_LIMIT: '1000000',
  RATE_LIMIT_CALLS: '100',
});
await gateway.db.fill({ ...people, rocketchat_analytics: [dayOfMessages()] });
process.on('message', () => {
  // Lines of this log are a test's own.
  (gateway.log as string[]).length = 0;
  process.send?.({ live: liveBytes().total, rss: process.memoryUsage().rss });
});
process.send?.({ url: gateway.url });
