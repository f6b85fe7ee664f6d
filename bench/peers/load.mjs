// The client, in a process of its own: sends the requests of each message and reports what came back.
import autocannon from 'autocannon';

process.on('message', async (options) => {
  const { requests, errors, timeouts, non2xx, mismatches } = await autocannon(options);
  process.send?.({ requests: requests.total, failed: errors + timeouts + non2xx + mismatches });
});
process.on('disconnect', () => process.exit());
