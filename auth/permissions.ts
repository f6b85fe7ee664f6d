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
  Subscription: {
    today: mayViewEngagementDashboard,
  },
};

/** The result of the rule of a root field, for an endpoint that checks it by itself. */
export function permissionCheck(
  field: string,
  context: AuthContext,
  type: RootType = 'Query',
): true | Error {
  return (rootRules[type][field] ?? denied)(context);
}
