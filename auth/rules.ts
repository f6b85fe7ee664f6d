import { forbidden, unauthenticated } from '../schema/errors.js';
import type { Viewer } from './viewer.js';

/** What a rule sees: the viewer, already looked up, because a rule does not query the database. */
export interface AuthContext {
  readonly viewer: Viewer | undefined;
}

/** Allows with `true`, or says with an error value why not; it never throws. */
export type Rule = (context: AuthContext) => true | Error;

/** The credentials are valid. */
export const isSignedIn: Rule = ({ viewer }) => (viewer ? true : unauthenticated());

/** The viewer is signed in and holds Rocket.Chat's permission `view-engagement-dashboard`. */
export const mayViewEngagementDashboard: Rule = ({ viewer }) => {
  if (!viewer) return unauthenticated();
  return viewer.permissions.has('view-engagement-dashboard') || forbidden();
};

/** The rule of fields that have none of their own. */
export const denied: Rule = () => forbidden();
