/**
 * What the benches hold the gateway to. Times only ever stand here as ratios within one run, since
 * machines differ; memory and delay are those of the gateway's own process.
 */
export const thresholds = {
  db: {
    /** How many times faster than the reference, at so many documents, by the engine asked. */
    faster: {
      documents: 100_000,
      questions: ['chatBusierHourly', 'usersByTimeOfDay'],
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
  quick: {
    /** So many times as much is allowed as `http` and `db.faster` say, so that noise never decides. */
    allowance: 1.6,
    documents: 20_000,
  },
} as const;
