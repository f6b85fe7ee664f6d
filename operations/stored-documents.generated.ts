/** The text of every stored operation, by its SHA-256. */
export const storedDocuments: ReadonlyMap<string, string> = new Map([
  [
    "09173cc645da6e4bb6a48af27e46d5bf218e862d6670be27aa7a032c2336f44a",
    "query MessageOrigins($start: Instant!, $end: Instant!) {\n  origins: messageOrigins(start: $start, end: $end) {\n    messages\n    t: type\n  }\n}"
  ],
  [
    "42857fc355060ef151d4d6b2a3c5839bf395fff9bec54239f3d9a117285cb290",
    "query UsersByTimeOfDay($start: Instant!, $end: Instant!) {\n  week: usersByTimeOfDay(start: $start, end: $end) {\n    users\n    hour\n    day\n    month\n    year\n  }\n}"
  ],
  [
    "60cbe331629b2b8928e2ca37652379b39ed50c7eb18f0c751c5259949f52d4c5",
    "query MessagesSent($start: Instant!, $end: Instant!) {\n  messagesSent(start: $start, end: $end) {\n    days {\n      day\n      messages: count\n    }\n    period {\n      count\n      variation\n    }\n    yesterday {\n      count\n      variation\n    }\n  }\n}"
  ],
  [
    "771db017475245e76340d8715298f05dff982efe09ea60e92ac0292971f3c757",
    "query PopularChannels($start: Instant!, $end: Instant!) {\n  channels: popularChannels(start: $start, end: $end) {\n    messages\n    t: type\n    name\n    usernames\n  }\n}"
  ],
  [
    "8fa56bfc3a38faffa05f3543fd9dbfe5338ddc477648e91b112197ebaa4a1522",
    "query ChatBusierHourly($start: Instant!) {\n  hours: chatBusierHourly(start: $start) {\n    users\n    hour\n  }\n}"
  ],
  [
    "9741bed862b8184e28c18ce5393810a6407b6ab428e121da74d66ff2caca38f5",
    "query Channels($start: Instant!, $end: Instant!, $offset: Int!, $count: Int!, $hideRoomsWithNoActivity: Boolean!) {\n  channels(\n    start: $start\n    end: $end\n    offset: $offset\n    count: $count\n    hideRoomsWithNoActivity: $hideRoomsWithNoActivity\n  ) {\n    channels {\n      room {\n        _id: id\n        name\n        ts: createdAt\n        t: type\n        _updatedAt: updatedAt\n        usernames\n      }\n      messages\n      lastWeekMessages: previousMessages\n      diffFromLastWeek: change\n    }\n    total\n    offset\n    count\n  }\n}"
  ],
  [
    "b0e8ea8c12d74c8c3793950d0e100bb9851019f8a19fe6d0d78f755a87a43667",
    "query ChatBusierWeekly($start: Instant!) {\n  month: chatBusierWeekly(start: $start) {\n    users\n    day\n    month\n    year\n  }\n}"
  ],
  [
    "f97390c1f1cfafd641ee5e16d2caf91112706e745ccbb77c18849e089e88a197",
    "query NewUsers($start: Instant!, $end: Instant!) {\n  newUsers(start: $start, end: $end) {\n    days {\n      day\n      users: count\n    }\n    period {\n      count\n      variation\n    }\n    yesterday {\n      count\n      variation\n    }\n  }\n}"
  ],
  [
    "fe06cc6240ceff73885b5e7b656acd833ab95a9fcc85c2b217a5785177d988f4",
    "query ActiveUsers($start: Instant!, $end: Instant!) {\n  month: activeUsers(start: $start, end: $end) {\n    usersList\n    users\n    day\n    month\n    year\n  }\n}"
  ]
]);
