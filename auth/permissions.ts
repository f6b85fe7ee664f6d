import { deniedToAll, mayViewEngagementDashboard, type AuthContext, type Rule } from './rules.js';

/** The rule of each field of `Query`. A field that is not listed is denied to all. */
export const queryRules: Readonly<Record<string, Rule>> = {
  newUsers: mayViewEngagementDashboard,
  activeUsers: mayViewEngagementDashboard,
  chatBusierHourly: mayViewEngagementDashboard,
  chatBusierWeekly: mayViewEngagementDashboard,
  usersByTimeOfDay: mayViewEngagementDashboard,
  messagesSent: mayViewEngagementDashboard,
  messageOrigins: mayViewEngagementDashboard,
  popularChannels: mayViewEngagementDashboard,
  channels: mayViewEngagementDashboard,
};

/** The verdict of a field's own rule, for a door that must know it before it reads arguments. */
export function verdict(field: string, context: AuthContext): true | Error {
  return (queryRules[field] ?? deniedToAll)(context);
}
