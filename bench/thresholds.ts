/**
 * What the benches hold the gateway to. Times only ever stand here as ratios within one run, since
 * machines differ; memory and delay are those of the gateway's own process.
 */
export const thresholds = {
  db: {
    /** How many times faster than the reference, at so many documents, by the engine asked. */
    faster: {
      documents: 100_000,
      metrics: ['chatBusierHourly', 'usersByTimeOfDay'],
      ratio: { embedded: 2, native: 5 },
    },
    /**
     * The least ratio of any question at any size. Two runs of the very same pipeline differ by up
     * to a fifth on a busy machine: below this it is no noise.
     */
    noneSlower: 0.8,
    /** How far the gateway's memory may move from the smallest workspace to the largest, in MB. */
    memoryMB: 30,
    /** How long a question may keep the gateway's event loop from everything else, in ms. */
    eventLoopMS: 50,
  },
  /** The most that a request may cost the gateway's process, in CPU times of a request to a peer. */
  http: {
    /** GraphQL, of Apollo Server on Express with their defaults, which answers from a constant. */
    ofApollo: 1 / 3,
    /** GraphQL, of Mercurius with its compiler, likewise. */
    ofMercurius: 1.6,
    /** REST, of one route of Fastify that sends the same body from a constant. */
    ofFastify: 2,
  },
  soak: {
    /** What an answer should take at most beyond its deadline; whatever takes longer is named. */
    slackMS: 100,
    /** How long after its deadline a request may still be answered, on a machine with more to do. */
    lateMS: 500,
    /** How much more the gateway's process may hold in the end, memory and handles. */
    growth: 1.2,
    /** Handles come and go by single connections and timers. */
    handles: 10,
  },
  quick: {
    documents: 20_000,
    // What follows tells whether much has been lost, not whether it is good: short runs on a busy
    // machine scatter widely. It is 1.6 times the targets above, or what has been measured.
    /** The least ratio of the questions in `db.faster`. */
    faster: 1.25,
    http: { ofApollo: 0.55, ofMercurius: 2.6, ofFastify: 4.5 },
  },
} as const;
