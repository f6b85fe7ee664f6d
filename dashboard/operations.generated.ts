/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { Operation } from './operation.js';
/** How much is known of a time. */
export type BucketState =
  /** The count will not change. */
  | 'FINAL'
  /** Records exist for a part of it only: the count is a lower bound. */
  | 'PARTIAL'
  /** It ends after the first moment of today in the workspace’s time zone: the count may still grow. */
  | 'PROVISIONAL'
  /** No records exist, or it lies ahead. */
  | 'UNKNOWN';

/** The columns by which channels can be sorted. */
export type ChannelColumn =
  /** Messages in the window less those in the period before. */
  | 'CHANGE'
  /** When the room was created. */
  | 'CREATED_AT'
  /** Messages in the window. */
  | 'MESSAGES'
  /** The name in lower case; rooms without one, or with a hidden one, alike. */
  | 'NAME'
  /** Messages in the period before. */
  | 'PREVIOUS_MESSAGES'
  /** When the room’s record last changed. */
  | 'UPDATED_AT';

/** The order of channels; equal ones follow the room’s id. */
export type ChannelSort = {
  /** The column. */
  by: ChannelColumn;
  /** The direction. */
  direction?: SortDirection;
};

/** What makes users a cohort. */
export type CohortBasis =
  /** Their accounts were created in that time; deleted accounts are not known. */
  | 'JOINED'
  /** They were online in that time. */
  | 'ONLINE';

/** Which period to compare with. It has as many calendar days, or lasts as long where the period is given as instants. */
export type ComparedPeriod =
  /** The one that ends where the period starts. */
  | 'PREVIOUS'
  /** The nearest earlier one that begins on the same day of the week and does not overlap. */
  | 'PREVIOUS_SAME_WEEKDAYS'
  /** The one that begins on the same date a year earlier; on 28 February for the 29th. */
  | 'PREVIOUS_YEAR';

/** What to compare with. A period that contains the present moment is compared with the same elapsed part of the other. */
export type ComparisonInput = {
  /** The first day of the period to compare with, in place of `to`. */
  start?: string | null | undefined;
  /** Which period. */
  to?: ComparedPeriod;
};

/** Calendar days, both included. */
export type DateRangeInput = {
  /** The last day; not before the first. */
  end: string;
  /** The first day. */
  start: string;
};

/** A span of time. */
export type InstantRangeInput = {
  /** The end, which is excluded; after the start. */
  end: string;
  /** The first moment. */
  start: string;
};

/** A period: exactly one of the three. It may touch as many days as the gateway allows (400 unless it is set otherwise). */
export type PeriodInput = {
  /** Calendar days in the requested time zone, both included. At least one of them must exist there: a zone that moved across the date line skipped a day. */
  dates?: DateRangeInput | null | undefined;
  /** From one moment to another, which is excluded. */
  instants?: InstantRangeInput | null | undefined;
  /** So many calendar days in the requested time zone, ending with today; 1 or more. */
  lastDays?: number | null | undefined;
};

/** The types of room on the dashboard, by Rocket.Chat’s letters. */
export type RoomType =
  /** Public channels. */
  | 'c'
  /** Direct messages. */
  | 'd'
  /** Private groups. */
  | 'p';

/** Smallest first, or largest first. */
export type SortDirection =
  /** Smallest, oldest or first letter first. */
  | 'ASCENDING'
  /** Largest, newest or last letter first. */
  | 'DESCENDING';

/** Buckets of a size, cut on the clock and the calendar of the time zone: buckets of minutes and hours begin whenever the clock shows a multiple of their size since midnight, so an hour that comes twice makes two. The first begins with the period and the last ends with it. */
export type TimeBucketInput = {
  /** How many units a bucket has. */
  size?: number;
  /** The unit. */
  unit: TimeUnit;
  /** The first day of a week, for buckets of weeks. */
  weekStartsOn?: Weekday;
};

/** A unit of time on the clock and the calendar of a time zone. */
export type TimeUnit =
  /** Calendar days, in any size, counted from the first day of the period. */
  | 'DAY'
  /** Hours, in sizes of 1, 2, 3, 4, 6, 8 or 12. */
  | 'HOUR'
  /** Minutes, in sizes of 5, 10, 15, 20 or 30. */
  | 'MINUTE'
  /** Calendar months, in size 1. */
  | 'MONTH'
  /** Calendar weeks, in size 1. */
  | 'WEEK';

/** A day of the week. */
export type Weekday =
  /** Friday. */
  | 'FRIDAY'
  /** Monday. */
  | 'MONDAY'
  /** Saturday. */
  | 'SATURDAY'
  /** Sunday. */
  | 'SUNDAY'
  /** Thursday. */
  | 'THURSDAY'
  /** Tuesday. */
  | 'TUESDAY'
  /** Wednesday. */
  | 'WEDNESDAY';

export type DashboardActiveUsersQueryVariables = Exact<{
  period: PeriodInput;
  timeZone: string;
}>;


export type DashboardActiveUsersQuery = { engagement: { activeUsers: { timeZone: string, computedAt: string, days: Array<{ date: string, daily: number | null, weekly: number | null, monthly: number | null, stickiness: number | null, state: BucketState }>, coverage: { isComplete: boolean, reason: string | null, missing: Array<string> } } } };

export type DashboardLiveTodaySubscriptionVariables = Exact<{
  timeZone: string;
}>;


export type DashboardLiveTodaySubscription = { today: { date: string, onlineNow: number, activeUsers: number, hours: Array<number | null>, messages: number, newUsers: number, timeZone: string, computedAt: string } };

export type DashboardMessagesByRoomTypeQueryVariables = Exact<{
  period: PeriodInput;
  timeZone: string;
  comparison?: ComparisonInput | null | undefined;
}>;


export type DashboardMessagesByRoomTypeQuery = { engagement: { comparedPeriod: { firstDay: string, lastDay: string } | null, messagesByRoomType: { timeZone: string, computedAt: string, types: Array<{ type: string, messages: number, comparedMessages: number | null, difference: number | null, share: number | null }>, coverage: { start: string | null, end: string | null, isComplete: boolean, reason: string | null } } } };

export type DashboardMessagesQueryVariables = Exact<{
  period: PeriodInput;
  timeZone: string;
  comparison?: ComparisonInput | null | undefined;
  bucket: TimeBucketInput;
}>;


export type DashboardMessagesQuery = { engagement: { period: { firstDay: string, lastDay: string }, comparedPeriod: { firstDay: string, lastDay: string } | null, messages: { total: number | null, timeZone: string, computedAt: string, comparison: { total: number | null, difference: number | null, ratio: number | null, coverage: { isComplete: boolean, reason: string | null } } | null, buckets: Array<{ start: string, end: string, count: number | null, comparedCount: number | null, state: BucketState }>, coverage: { isComplete: boolean, reason: string | null, missing: Array<string> } } } };

export type DashboardMessagesSeriesFragment = { total: number | null, timeZone: string, computedAt: string, comparison: { total: number | null, difference: number | null, ratio: number | null, coverage: { isComplete: boolean, reason: string | null } } | null, buckets: Array<{ start: string, end: string, count: number | null, comparedCount: number | null, state: BucketState }>, coverage: { isComplete: boolean, reason: string | null, missing: Array<string> } };

export type DashboardNewUsersQueryVariables = Exact<{
  period: PeriodInput;
  timeZone: string;
  comparison?: ComparisonInput | null | undefined;
  bucket: TimeBucketInput;
}>;


export type DashboardNewUsersQuery = { engagement: { period: { firstDay: string, lastDay: string }, comparedPeriod: { firstDay: string, lastDay: string } | null, newUsers: { total: number | null, timeZone: string, computedAt: string, comparison: { total: number | null, difference: number | null, ratio: number | null, coverage: { isComplete: boolean, reason: string | null } } | null, buckets: Array<{ start: string, end: string, count: number | null, comparedCount: number | null, state: BucketState }>, coverage: { isComplete: boolean, reason: string | null, missing: Array<string> } } } };

export type DashboardNewUsersSeriesFragment = { total: number | null, timeZone: string, computedAt: string, comparison: { total: number | null, difference: number | null, ratio: number | null, coverage: { isComplete: boolean, reason: string | null } } | null, buckets: Array<{ start: string, end: string, count: number | null, comparedCount: number | null, state: BucketState }>, coverage: { isComplete: boolean, reason: string | null, missing: Array<string> } };

export type DashboardOnlineHoursQueryVariables = Exact<{
  period: PeriodInput;
  timeZone: string;
}>;


export type DashboardOnlineHoursQuery = { engagement: { onlineHours: { timeZone: string, computedAt: string, days: Array<{ date: string, users: Array<number | null>, state: BucketState }>, coverage: { isComplete: boolean, reason: string | null, missing: Array<string> } } } };

export type DashboardOnlineUsersQueryVariables = Exact<{
  period: PeriodInput;
  timeZone: string;
  comparison?: ComparisonInput | null | undefined;
  bucket: TimeBucketInput;
}>;


export type DashboardOnlineUsersQuery = { engagement: { period: { firstDay: string, lastDay: string }, comparedPeriod: { firstDay: string, lastDay: string } | null, onlineUsers: { total: number | null, timeZone: string, computedAt: string, comparison: { total: number | null, difference: number | null, ratio: number | null, coverage: { isComplete: boolean, reason: string | null } } | null, buckets: Array<{ start: string, end: string, count: number | null, comparedCount: number | null, state: BucketState }>, coverage: { isComplete: boolean, reason: string | null, missing: Array<string> } }, peakConcurrentUsers: { total: number | null, timeZone: string, computedAt: string, comparison: { total: number | null, difference: number | null, ratio: number | null, coverage: { isComplete: boolean, reason: string | null } } | null, buckets: Array<{ start: string, end: string, count: number | null, comparedCount: number | null, state: BucketState }>, coverage: { isComplete: boolean, reason: string | null, missing: Array<string> } } } };

export type DashboardOnlineUsersSeriesFragment = { total: number | null, timeZone: string, computedAt: string, comparison: { total: number | null, difference: number | null, ratio: number | null, coverage: { isComplete: boolean, reason: string | null } } | null, buckets: Array<{ start: string, end: string, count: number | null, comparedCount: number | null, state: BucketState }>, coverage: { isComplete: boolean, reason: string | null, missing: Array<string> } };

export type DashboardRetentionQueryVariables = Exact<{
  period: PeriodInput;
  timeZone: string;
  cohort: CohortBasis;
  unit: TimeUnit;
  periods: number;
}>;


export type DashboardRetentionQuery = { engagement: { retention: { timeZone: string, computedAt: string, cohorts: Array<{ firstDay: string, lastDay: string, size: number | null, periods: Array<{ index: number, users: number | null, ratio: number | null, state: BucketState }> }>, coverage: { start: string | null, end: string | null, isComplete: boolean, reason: string | null } } } };

export type DashboardRoomsQueryVariables = Exact<{
  period: PeriodInput;
  timeZone: string;
  comparison?: ComparisonInput | null | undefined;
  offset: number;
  count: number;
  sort: ChannelSort;
  types?: Array<RoomType> | RoomType | null | undefined;
  search?: string | null | undefined;
}>;


export type DashboardRoomsQuery = { engagement: { comparedPeriod: { firstDay: string, lastDay: string } | null, rooms: { total: number, offset: number, count: number, timeZone: string, computedAt: string, rooms: Array<{ messages: number, comparedMessages: number | null, difference: number | null, share: number | null, daily: Array<number | null>, room: { id: string, type: string, name: string | null, usernames: Array<string> | null } }>, coverage: { start: string | null, end: string | null, isComplete: boolean, reason: string | null } } } };

export type DashboardTodayQueryVariables = Exact<{
  timeZone: string;
}>;


export type DashboardTodayQuery = { today: { date: string, onlineNow: number, activeUsers: number, hours: Array<number | null>, messages: number, newUsers: number, timeZone: string, computedAt: string } };

export type DashboardViewerQueryVariables = Exact<{ [key: string]: never; }>;


export type DashboardViewerQuery = { viewer: { id: string, username: string | null, name: string | null, canViewEngagement: boolean } };

export type DashboardWorkspaceQueryVariables = Exact<{ [key: string]: never; }>;


export type DashboardWorkspaceQuery = { workspace: { name: string | null, timeZone: string, hidesPrivateRooms: boolean, people: { start: string | null, reason: string | null, missing: Array<string> }, messages: { start: string | null, reason: string | null, missing: Array<string> }, newUsers: { start: string | null, reason: string | null, missing: Array<string> } } };

export type DashboardCoverageFragment = { start: string | null, reason: string | null, missing: Array<string> };

export const DashboardActiveUsers: Operation<DashboardActiveUsersQuery, DashboardActiveUsersQueryVariables> = { name: 'DashboardActiveUsers', text: "query DashboardActiveUsers($period: PeriodInput!, $timeZone: TimeZone!) {\n  engagement(period: $period, timeZone: $timeZone) {\n    activeUsers {\n      days {\n        date\n        daily\n        weekly\n        monthly\n        stickiness\n        state\n      }\n      timeZone\n      coverage {\n        isComplete\n        reason\n        missing\n      }\n      computedAt\n    }\n  }\n}" };
export const DashboardLiveToday: Operation<DashboardLiveTodaySubscription, DashboardLiveTodaySubscriptionVariables> = { name: 'DashboardLiveToday', text: "subscription DashboardLiveToday($timeZone: TimeZone!) {\n  today(timeZone: $timeZone) {\n    date\n    onlineNow\n    activeUsers\n    hours\n    messages\n    newUsers\n    timeZone\n    computedAt\n  }\n}" };
export const DashboardMessagesByRoomType: Operation<DashboardMessagesByRoomTypeQuery, DashboardMessagesByRoomTypeQueryVariables> = { name: 'DashboardMessagesByRoomType', text: "query DashboardMessagesByRoomType($period: PeriodInput!, $timeZone: TimeZone!, $comparison: ComparisonInput) {\n  engagement(period: $period, timeZone: $timeZone, comparison: $comparison) {\n    comparedPeriod {\n      firstDay\n      lastDay\n    }\n    messagesByRoomType {\n      types {\n        type\n        messages\n        comparedMessages\n        difference\n        share\n      }\n      timeZone\n      coverage {\n        start\n        end\n        isComplete\n        reason\n      }\n      computedAt\n    }\n  }\n}" };
export const DashboardMessages: Operation<DashboardMessagesQuery, DashboardMessagesQueryVariables> = { name: 'DashboardMessages', text: "query DashboardMessages($period: PeriodInput!, $timeZone: TimeZone!, $comparison: ComparisonInput, $bucket: TimeBucketInput!) {\n  engagement(period: $period, timeZone: $timeZone, comparison: $comparison) {\n    period {\n      firstDay\n      lastDay\n    }\n    comparedPeriod {\n      firstDay\n      lastDay\n    }\n    messages(bucket: $bucket) {\n      ...DashboardMessagesSeries\n    }\n  }\n}\n\nfragment DashboardMessagesSeries on CountSeries {\n  total\n  comparison {\n    total\n    difference\n    ratio\n    coverage {\n      isComplete\n      reason\n    }\n  }\n  buckets {\n    start\n    end\n    count\n    comparedCount\n    state\n  }\n  timeZone\n  coverage {\n    isComplete\n    reason\n    missing\n  }\n  computedAt\n}" };
export const DashboardNewUsers: Operation<DashboardNewUsersQuery, DashboardNewUsersQueryVariables> = { name: 'DashboardNewUsers', text: "query DashboardNewUsers($period: PeriodInput!, $timeZone: TimeZone!, $comparison: ComparisonInput, $bucket: TimeBucketInput!) {\n  engagement(period: $period, timeZone: $timeZone, comparison: $comparison) {\n    period {\n      firstDay\n      lastDay\n    }\n    comparedPeriod {\n      firstDay\n      lastDay\n    }\n    newUsers(bucket: $bucket) {\n      ...DashboardNewUsersSeries\n    }\n  }\n}\n\nfragment DashboardNewUsersSeries on CountSeries {\n  total\n  comparison {\n    total\n    difference\n    ratio\n    coverage {\n      isComplete\n      reason\n    }\n  }\n  buckets {\n    start\n    end\n    count\n    comparedCount\n    state\n  }\n  timeZone\n  coverage {\n    isComplete\n    reason\n    missing\n  }\n  computedAt\n}" };
export const DashboardOnlineHours: Operation<DashboardOnlineHoursQuery, DashboardOnlineHoursQueryVariables> = { name: 'DashboardOnlineHours', text: "query DashboardOnlineHours($period: PeriodInput!, $timeZone: TimeZone!) {\n  engagement(period: $period, timeZone: $timeZone) {\n    onlineHours {\n      days {\n        date\n        users\n        state\n      }\n      timeZone\n      coverage {\n        isComplete\n        reason\n        missing\n      }\n      computedAt\n    }\n  }\n}" };
export const DashboardOnlineUsers: Operation<DashboardOnlineUsersQuery, DashboardOnlineUsersQueryVariables> = { name: 'DashboardOnlineUsers', text: "query DashboardOnlineUsers($period: PeriodInput!, $timeZone: TimeZone!, $comparison: ComparisonInput, $bucket: TimeBucketInput!) {\n  engagement(period: $period, timeZone: $timeZone, comparison: $comparison) {\n    period {\n      firstDay\n      lastDay\n    }\n    comparedPeriod {\n      firstDay\n      lastDay\n    }\n    onlineUsers(bucket: $bucket) {\n      ...DashboardOnlineUsersSeries\n    }\n    peakConcurrentUsers(bucket: $bucket) {\n      ...DashboardOnlineUsersSeries\n    }\n  }\n}\n\nfragment DashboardOnlineUsersSeries on CountSeries {\n  total\n  comparison {\n    total\n    difference\n    ratio\n    coverage {\n      isComplete\n      reason\n    }\n  }\n  buckets {\n    start\n    end\n    count\n    comparedCount\n    state\n  }\n  timeZone\n  coverage {\n    isComplete\n    reason\n    missing\n  }\n  computedAt\n}" };
export const DashboardRetention: Operation<DashboardRetentionQuery, DashboardRetentionQueryVariables> = { name: 'DashboardRetention', text: "query DashboardRetention($period: PeriodInput!, $timeZone: TimeZone!, $cohort: CohortBasis!, $unit: TimeUnit!, $periods: Int!) {\n  engagement(period: $period, timeZone: $timeZone) {\n    retention(cohort: $cohort, unit: $unit, periods: $periods) {\n      cohorts {\n        firstDay\n        lastDay\n        size\n        periods {\n          index\n          users\n          ratio\n          state\n        }\n      }\n      timeZone\n      coverage {\n        start\n        end\n        isComplete\n        reason\n      }\n      computedAt\n    }\n  }\n}" };
export const DashboardRooms: Operation<DashboardRoomsQuery, DashboardRoomsQueryVariables> = { name: 'DashboardRooms', text: "query DashboardRooms($period: PeriodInput!, $timeZone: TimeZone!, $comparison: ComparisonInput, $offset: Int!, $count: Int!, $sort: ChannelSort!, $types: [RoomType!], $search: String) {\n  engagement(period: $period, timeZone: $timeZone, comparison: $comparison) {\n    comparedPeriod {\n      firstDay\n      lastDay\n    }\n    rooms(\n      offset: $offset\n      count: $count\n      sort: $sort\n      types: $types\n      search: $search\n    ) {\n      rooms {\n        room {\n          id\n          type\n          name\n          usernames\n        }\n        messages\n        comparedMessages\n        difference\n        share\n        daily\n      }\n      total\n      offset\n      count\n      timeZone\n      coverage {\n        start\n        end\n        isComplete\n        reason\n      }\n      computedAt\n    }\n  }\n}" };
export const DashboardToday: Operation<DashboardTodayQuery, DashboardTodayQueryVariables> = { name: 'DashboardToday', text: "query DashboardToday($timeZone: TimeZone!) {\n  today(timeZone: $timeZone) {\n    date\n    onlineNow\n    activeUsers\n    hours\n    messages\n    newUsers\n    timeZone\n    computedAt\n  }\n}" };
export const DashboardViewer: Operation<DashboardViewerQuery, DashboardViewerQueryVariables> = { name: 'DashboardViewer', text: "query DashboardViewer {\n  viewer {\n    id\n    username\n    name\n    canViewEngagement\n  }\n}" };
export const DashboardWorkspace: Operation<DashboardWorkspaceQuery, DashboardWorkspaceQueryVariables> = { name: 'DashboardWorkspace', text: "query DashboardWorkspace {\n  workspace {\n    name\n    timeZone\n    people {\n      ...DashboardCoverage\n    }\n    messages {\n      ...DashboardCoverage\n    }\n    newUsers {\n      ...DashboardCoverage\n    }\n    hidesPrivateRooms\n  }\n}\n\nfragment DashboardCoverage on Coverage {\n  start\n  reason\n  missing\n}" };