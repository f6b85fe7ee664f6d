// The client, in a process of its own: sends the requests of each message and reports what came back.
import autocannon from 'autocannon';

process.on('message', async (options) => {
  // It ends at the end of a sample, of a second by default.
  const run = autocannon({ ...options, sampleInt: 20 });
  const { requests, errors, timeouts, non2xx, mismatches } = await run;
  process.send?.({ requests: requests.total, failed: errors + timeouts + non2xx + mismatches });
});
process.on('disconnect', () => process.exit());
