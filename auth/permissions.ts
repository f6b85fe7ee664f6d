import {
  denied,
  isSignedIn,
  mayViewEngagementDashboard,
  type AuthContext,
  type Rule,
} from './rules.js';

export type RootType = 'Query' | 'Subscription';

/** The rule of each field of the root types. A field that is not listed is denied to everyone. */
export const rootRules: Readonly<Record<RootType, Readonly<Record<string, Rule>>>> = {
  Query: {
    newUsers: mayViewEngagementDashboard,
    activeUsers: mayViewEngagementDashboard,
    chatBusierHourly: mayViewEngagementDashboard,
    chatBusierWeekly: mayViewEngagementDashboard,
    usersByTimeOfDay: mayViewEngagementDashboard,
    messagesSent: mayViewEngagementDashboard,
    messageOrigins: mayViewEngagementDashboard,
    popularChannels: mayViewEngagementDashboard,
    channels: mayViewEngagementDashboard,
    engagement: mayViewEngagementDashboard,
    today: mayViewEngagementDashboard,
    workspace: mayViewEngagementDashboard,
    viewer: isSignedIn,
  },
  Subscription: {},
};

/** The result of the rule of a field of `Query`, for an endpoint that checks it before it reads arguments. */
export function permissionCheck(field: string, context: AuthContext): true | Error {
  return (rootRules.Query[field] ?? denied)(context);
}
