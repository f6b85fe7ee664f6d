const firstWithinMS = 10_000;
const hourMS = 3_600_000;

/**
 * Runs `run` within ten seconds, then once a day, and an hour after a failure. Each time differs
 * by chance, so that gateways that were started together do not all work at once.
 * @returns a function that ends it: aborts a run that is in flight and waits for its end.
 */
export function scheduleDaily(
  run: (signal: AbortSignal) => Promise<void>,
  onFailure: (error: unknown) => void,
): () => Promise<void> {
  const stop = new AbortController();
  let running = Promise.resolve();
  let timer = start(firstWithinMS * Math.random());

  function start(afterMS: number) {
    return setTimeout(() => {
      running = runOnce();
    }, afterMS).unref();
  }

  async function runOnce(): Promise<void> {
    let next = 24 * hourMS;
    try {
      await run(stop.signal);
    } catch (error) {
      if (stop.signal.aborted) return;
      onFailure(error);
      next = hourMS;
    }
    if (!stop.signal.aborted) timer = start(next * (0.95 + Math.random() / 10));
  }

  return async () => {
    stop.abort();
    clearTimeout(timer);
    await running;
  };
}
