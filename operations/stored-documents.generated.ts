/** The text of every stored operation, by its SHA-256. */
export const storedDocuments: ReadonlyMap<string, string> = new Map([
  [
    "03bfc6f47dd6f88e960bb3480d60b1482bc82745deb3eb4386919443875ce8d7",
    "query DashboardRooms($period: PeriodInput!, $timeZone: TimeZone!, $comparison: ComparisonInput, $offset: Int!, $count: Int!, $sort: ChannelSort!, $types: [RoomType!], $search: String) {\n  engagement(period: $period, timeZone: $timeZone, comparison: $comparison) {\n    comparedPeriod {\n      firstDay\n      lastDay\n    }\n    rooms(\n      offset: $offset\n      count: $count\n      sort: $sort\n      types: $types\n      search: $search\n    ) {\n      rooms {\n        room {\n          id\n          type\n          name\n          usernames\n        }\n        messages\n        comparedMessages\n        difference\n        share\n        daily\n      }\n      total\n      offset\n      count\n      timeZone\n      coverage {\n        start\n        end\n        isComplete\n        reason\n      }\n      computedAt\n    }\n  }\n}"
  ],
  [
    "09173cc645da6e4bb6a48af27e46d5bf218e862d6670be27aa7a032c2336f44a",
    "query MessageOrigins($start: Instant!, $end: Instant!) {\n  origins: messageOrigins(start: $start, end: $end) {\n    messages\n    t: type\n  }\n}"
  ],
  [
    "236601c9e019bee07c2b15046f37dd81f19d0ab8eda758b962db8266ccce14d2",
    "query DashboardWorkspace {\n  workspace {\n    name\n    timeZone\n    people {\n      ...DashboardCoverage\n    }\n    messages {\n      ...DashboardCoverage\n    }\n    newUsers {\n      ...DashboardCoverage\n    }\n    hidesPrivateRooms\n  }\n}\n\nfragment DashboardCoverage on Coverage {\n  start\n  reason\n  missing\n}"
  ],
  [
    "387aaf5f53979e41ccbb297f93957de8863f69fd276f41aad68770c919501e67",
    "query DashboardViewer {\n  viewer {\n    id\n    username\n    name\n    canViewEngagement\n  }\n}"
  ],
  [
    "42857fc355060ef151d4d6b2a3c5839bf395fff9bec54239f3d9a117285cb290",
    "query UsersByTimeOfDay($start: Instant!, $end: Instant!) {\n  week: usersByTimeOfDay(start: $start, end: $end) {\n    users\n    hour\n    day\n    month\n    year\n  }\n}"
  ],
  [
    "448857b909331c64e66af88a281aa4db863efc63fd76a94baa2ce864d4789127",
    "query ExportNewUsers($period: PeriodInput!, $timeZone: TimeZone, $comparison: ComparisonInput, $bucket: TimeBucketInput!) {\n  engagement(period: $period, timeZone: $timeZone, comparison: $comparison) {\n    period {\n      firstDay\n      lastDay\n    }\n    result: newUsers(bucket: $bucket) {\n      timeZone\n      buckets {\n        start\n        end\n        count\n        comparedCount\n        state\n      }\n    }\n  }\n}"
  ],
  [
    "46c1bce56c0eae8c1e38c2a7685edca73b54bf92eecd2e2a3a074b27ae6a35ec",
    "query DashboardRetention($period: PeriodInput!, $timeZone: TimeZone!, $cohort: CohortBasis!, $unit: TimeUnit!, $periods: Int!) {\n  engagement(period: $period, timeZone: $timeZone) {\n    retention(cohort: $cohort, unit: $unit, periods: $periods) {\n      cohorts {\n        firstDay\n        lastDay\n        size\n        periods {\n          index\n          users\n          ratio\n          state\n        }\n      }\n      timeZone\n      coverage {\n        start\n        end\n        isComplete\n        reason\n      }\n      computedAt\n    }\n  }\n}"
  ],
  [
    "4ca1762d479f57ffca45c047f35ca683b0e57215185b007dd459cda7c0bfdcf9",
    "query DashboardOnlineUsers($period: PeriodInput!, $timeZone: TimeZone!, $comparison: ComparisonInput, $bucket: TimeBucketInput!) {\n  engagement(period: $period, timeZone: $timeZone, comparison: $comparison) {\n    period {\n      firstDay\n      lastDay\n    }\n    comparedPeriod {\n      firstDay\n      lastDay\n    }\n    onlineUsers(bucket: $bucket) {\n      ...DashboardOnlineUsersSeries\n    }\n    peakConcurrentUsers(bucket: $bucket) {\n      ...DashboardOnlineUsersSeries\n    }\n  }\n}\n\nfragment DashboardOnlineUsersSeries on CountSeries {\n  total\n  comparison {\n    total\n    difference\n    ratio\n    coverage {\n      isComplete\n      reason\n    }\n  }\n  buckets {\n    start\n    end\n    count\n    comparedCount\n    state\n  }\n  timeZone\n  coverage {\n    isComplete\n    reason\n    missing\n  }\n  computedAt\n}"
  ],
  [
    "50109eeb669a78ec190506d04cdfb231b54c254dbb3c095c26d62dcd2d2d4053",
    "query ExportMessages($period: PeriodInput!, $timeZone: TimeZone, $comparison: ComparisonInput, $bucket: TimeBucketInput!) {\n  engagement(period: $period, timeZone: $timeZone, comparison: $comparison) {\n    period {\n      firstDay\n      lastDay\n    }\n    result: messages(bucket: $bucket) {\n      timeZone\n      buckets {\n        start\n        end\n        count\n        comparedCount\n        state\n      }\n    }\n  }\n}"
  ],
  [
    "60cbe331629b2b8928e2ca37652379b39ed50c7eb18f0c751c5259949f52d4c5",
    "query MessagesSent($start: Instant!, $end: Instant!) {\n  messagesSent(start: $start, end: $end) {\n    days {\n      day\n      messages: count\n    }\n    period {\n      count\n      variation\n    }\n    yesterday {\n      count\n      variation\n    }\n  }\n}"
  ],
  [
    "62a57eca7dbf5b9b43971684e45fe8e63b3005f4182d54d4027310a35ce3c67b",
    "query ExportOnlineHours($period: PeriodInput!, $timeZone: TimeZone, $comparison: ComparisonInput) {\n  engagement(period: $period, timeZone: $timeZone, comparison: $comparison) {\n    period {\n      firstDay\n      lastDay\n    }\n    result: onlineHours {\n      timeZone\n      days {\n        date\n        users\n        state\n      }\n    }\n  }\n}"
  ],
  [
    "6d63891c1e746f8037329dea3f568d51e13d634239b03e4cd5585339ed509e71",
    "query DashboardOnlineHours($period: PeriodInput!, $timeZone: TimeZone!) {\n  engagement(period: $period, timeZone: $timeZone) {\n    onlineHours {\n      days {\n        date\n        users\n        state\n      }\n      timeZone\n      coverage {\n        isComplete\n        reason\n        missing\n      }\n      computedAt\n    }\n  }\n}"
  ],
  [
    "755778a6d83619896efc136e9d5257f50034a44504af34bdd9b90c171e73b20b",
    "query DashboardMessagesByRoomType($period: PeriodInput!, $timeZone: TimeZone!, $comparison: ComparisonInput) {\n  engagement(period: $period, timeZone: $timeZone, comparison: $comparison) {\n    comparedPeriod {\n      firstDay\n      lastDay\n    }\n    messagesByRoomType {\n      types {\n        type\n        messages\n        comparedMessages\n        difference\n        share\n      }\n      timeZone\n      coverage {\n        start\n        end\n        isComplete\n        reason\n      }\n      computedAt\n    }\n  }\n}"
  ],
  [
    "771db017475245e76340d8715298f05dff982efe09ea60e92ac0292971f3c757",
    "query PopularChannels($start: Instant!, $end: Instant!) {\n  channels: popularChannels(start: $start, end: $end) {\n    messages\n    t: type\n    name\n    usernames\n  }\n}"
  ],
  [
    "7f8668915fbc8b31c6fdfc952fecab75afcfc1dca3256edb00717a5741895823",
    "subscription DashboardLiveToday($timeZone: TimeZone!) {\n  today(timeZone: $timeZone) {\n    date\n    onlineNow\n    activeUsers\n    hours\n    messages\n    newUsers\n    timeZone\n    computedAt\n  }\n}"
  ],
  [
    "83e0c6cf0b50e900625b8e1fad6ba7a88dbeaa3d63beb065f616ee6c16ab2ed7",
    "query DashboardActiveUsers($period: PeriodInput!, $timeZone: TimeZone!) {\n  engagement(period: $period, timeZone: $timeZone) {\n    activeUsers {\n      days {\n        date\n        daily\n        weekly\n        monthly\n        stickiness\n        state\n      }\n      timeZone\n      coverage {\n        isComplete\n        reason\n        missing\n      }\n      computedAt\n    }\n  }\n}"
  ],
  [
    "8c4a440a65a754e6e758a543c0871efd7015494615e2214526567efed7d751f7",
    "query ExportActiveUsers($period: PeriodInput!, $timeZone: TimeZone, $comparison: ComparisonInput) {\n  engagement(period: $period, timeZone: $timeZone, comparison: $comparison) {\n    period {\n      firstDay\n      lastDay\n    }\n    result: activeUsers {\n      timeZone\n      days {\n        date\n        daily\n        weekly\n        monthly\n        stickiness\n        state\n      }\n    }\n  }\n}"
  ],
  [
    "8fa56bfc3a38faffa05f3543fd9dbfe5338ddc477648e91b112197ebaa4a1522",
    "query ChatBusierHourly($start: Instant!) {\n  hours: chatBusierHourly(start: $start) {\n    users\n    hour\n  }\n}"
  ],
  [
    "9257162ce5c7d1d4c763d6ca97d0d89aec0032d4c5bf30d3f0d56b5c5a2fb13d",
    "query ExportRooms($period: PeriodInput!, $timeZone: TimeZone, $comparison: ComparisonInput, $offset: Int!, $count: Int!) {\n  engagement(period: $period, timeZone: $timeZone, comparison: $comparison) {\n    period {\n      firstDay\n      lastDay\n    }\n    result: rooms(offset: $offset, count: $count) {\n      rooms {\n        room {\n          id\n          type\n          name\n        }\n        messages\n        comparedMessages\n        share\n      }\n      total\n    }\n  }\n}"
  ],
  [
    "9741bed862b8184e28c18ce5393810a6407b6ab428e121da74d66ff2caca38f5",
    "query Channels($start: Instant!, $end: Instant!, $offset: Int!, $count: Int!, $hideRoomsWithNoActivity: Boolean!) {\n  channels(\n    start: $start\n    end: $end\n    offset: $offset\n    count: $count\n    hideRoomsWithNoActivity: $hideRoomsWithNoActivity\n  ) {\n    channels {\n      room {\n        _id: id\n        name\n        ts: createdAt\n        t: type\n        _updatedAt: updatedAt\n        usernames\n      }\n      messages\n      lastWeekMessages: previousMessages\n      diffFromLastWeek: change\n    }\n    total\n    offset\n    count\n  }\n}"
  ],
  [
    "ad55fd646c88d75171fbd39d1de259ee5270e6d489778448e0c43f77a52c7b7e",
    "query DashboardNewUsers($period: PeriodInput!, $timeZone: TimeZone!, $comparison: ComparisonInput, $bucket: TimeBucketInput!) {\n  engagement(period: $period, timeZone: $timeZone, comparison: $comparison) {\n    period {\n      firstDay\n      lastDay\n    }\n    comparedPeriod {\n      firstDay\n      lastDay\n    }\n    newUsers(bucket: $bucket) {\n      ...DashboardNewUsersSeries\n    }\n  }\n}\n\nfragment DashboardNewUsersSeries on CountSeries {\n  total\n  comparison {\n    total\n    difference\n    ratio\n    coverage {\n      isComplete\n      reason\n    }\n  }\n  buckets {\n    start\n    end\n    count\n    comparedCount\n    state\n  }\n  timeZone\n  coverage {\n    isComplete\n    reason\n    missing\n  }\n  computedAt\n}"
  ],
  [
    "b0e8ea8c12d74c8c3793950d0e100bb9851019f8a19fe6d0d78f755a87a43667",
    "query ChatBusierWeekly($start: Instant!) {\n  month: chatBusierWeekly(start: $start) {\n    users\n    day\n    month\n    year\n  }\n}"
  ],
  [
    "bdcae63e399691d23eb6530b9b61fec176b61079c5db5973b5458c1792eec88e",
    "query DashboardToday($timeZone: TimeZone!) {\n  today(timeZone: $timeZone) {\n    date\n    onlineNow\n    activeUsers\n    hours\n    messages\n    newUsers\n    timeZone\n    computedAt\n  }\n}"
  ],
  [
    "c3587dc3b8ecd9c23edac3ed9b5e3126183ffe557dbecb9f633d021e4367d559",
    "query ExportOnlineUsers($period: PeriodInput!, $timeZone: TimeZone, $comparison: ComparisonInput, $bucket: TimeBucketInput!) {\n  engagement(period: $period, timeZone: $timeZone, comparison: $comparison) {\n    period {\n      firstDay\n      lastDay\n    }\n    result: onlineUsers(bucket: $bucket) {\n      timeZone\n      buckets {\n        start\n        end\n        count\n        comparedCount\n        state\n      }\n    }\n  }\n}"
  ],
  [
    "c801e73ee6e5dbbd75b4c9de3a9440b53062e9395f279e71a617140cdd554b3c",
    "query DashboardMessages($period: PeriodInput!, $timeZone: TimeZone!, $comparison: ComparisonInput, $bucket: TimeBucketInput!) {\n  engagement(period: $period, timeZone: $timeZone, comparison: $comparison) {\n    period {\n      firstDay\n      lastDay\n    }\n    comparedPeriod {\n      firstDay\n      lastDay\n    }\n    messages(bucket: $bucket) {\n      ...DashboardMessagesSeries\n    }\n  }\n}\n\nfragment DashboardMessagesSeries on CountSeries {\n  total\n  comparison {\n    total\n    difference\n    ratio\n    coverage {\n      isComplete\n      reason\n    }\n  }\n  buckets {\n    start\n    end\n    count\n    comparedCount\n    state\n  }\n  timeZone\n  coverage {\n    isComplete\n    reason\n    missing\n  }\n  computedAt\n}"
  ],
  [
    "daeee74a3919ba12cb77ce68646125e6030c79b158821e33fbf78b103bda5bd9",
    "query ExportRetention($period: PeriodInput!, $timeZone: TimeZone, $comparison: ComparisonInput, $cohort: CohortBasis!, $unit: TimeUnit!, $periods: Int!) {\n  engagement(period: $period, timeZone: $timeZone, comparison: $comparison) {\n    period {\n      firstDay\n      lastDay\n    }\n    result: retention(cohort: $cohort, unit: $unit, periods: $periods) {\n      cohorts {\n        firstDay\n        lastDay\n        size\n        periods {\n          index\n          users\n          ratio\n          state\n        }\n      }\n    }\n  }\n}"
  ],
  [
    "e1e2bc107fabd95d730d5abddd5c5d904161fca0b3cde545b47f5c1cdf2feb37",
    "query ExportPeakConcurrentUsers($period: PeriodInput!, $timeZone: TimeZone, $comparison: ComparisonInput, $bucket: TimeBucketInput!) {\n  engagement(period: $period, timeZone: $timeZone, comparison: $comparison) {\n    period {\n      firstDay\n      lastDay\n    }\n    result: peakConcurrentUsers(bucket: $bucket) {\n      timeZone\n      buckets {\n        start\n        end\n        count\n        comparedCount\n        state\n      }\n    }\n  }\n}"
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
