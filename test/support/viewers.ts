import { hashedToken, permission, user, type Documents } from './documents.js';
import { administrator, type RequestHeaders } from './gateway.js';

/** A kind of caller, and what both endpoints make of it. */
export interface ViewerKind {
  readonly name: string;
  readonly headers: RequestHeaders;
  readonly permissionCheck: 'allowed' | 'unauthenticated' | 'forbidden';
}

/** A user's credentials as headers; every user of `viewerDocuments` has the token `token of <id>`. */
export function signedIn(userId: string, token = `token of ${userId}`): RequestHeaders {
  return { 'x-user-id': userId, 'x-auth-token': token };
}

/** The users that the kinds of viewer speak of. */
const users = [
  user({ _id: 'admin', token: 'token of admin', roles: ['user', 'admin'] }),
  user({ _id: 'reporter', personalToken: 'token of reporter', roles: ['admin'] }),
  user({ _id: 'member', token: 'token of member', roles: ['user'] }),
  user({ _id: 'roleless', token: 'token of roleless', roles: undefined }),
  user({ _id: 'guest', token: 'token of guest', roles: ['guest', 'admin'] }),
  user({ _id: 'gone', token: 'token of gone', roles: ['admin'], active: false }),
];

/** Who is there, where administrators may view the dashboard, as in most workspaces. */
export const viewerDocuments: Documents = {
  users,
  rocketchat_permissions: [permission('view-engagement-dashboard', ['admin'])],
};

/** Every kind of viewer there is in a workspace of `viewerDocuments`. */
export const viewers: readonly ViewerKind[] = [
  { name: 'no credentials', headers: {}, permissionCheck: 'unauthenticated' },
  {
    name: 'a user id alone',
    headers: { 'x-user-id': 'admin' },
    permissionCheck: 'unauthenticated',
  },
  {
    name: 'a token alone',
    headers: { 'x-auth-token': 'token of admin' },
    permissionCheck: 'unauthenticated',
  },
  { name: 'empty headers', headers: signedIn('', ''), permissionCheck: 'unauthenticated' },
  { name: 'an empty token', headers: signedIn('admin', ''), permissionCheck: 'unauthenticated' },
  {
    name: 'a wrong token',
    headers: signedIn('admin', 'wrong token'),
    permissionCheck: 'unauthenticated',
  },
  {
    name: 'a token as it is stored',
    headers: signedIn('admin', hashedToken('token of admin')),
    permissionCheck: 'unauthenticated',
  },
  {
    name: 'the token of somebody else',
    headers: signedIn('member', 'token of admin'),
    permissionCheck: 'unauthenticated',
  },
  {
    name: 'a deactivated administrator',
    headers: signedIn('gone'),
    permissionCheck: 'unauthenticated',
  },
  { name: 'a user without the role', headers: signedIn('member'), permissionCheck: 'forbidden' },
  { name: 'a user without any role', headers: signedIn('roleless'), permissionCheck: 'forbidden' },
  {
    name: 'a guest who is administrator',
    headers: signedIn('guest'),
    permissionCheck: 'forbidden',
  },
  { name: 'a personal access token', headers: signedIn('reporter'), permissionCheck: 'allowed' },
  { name: 'an administrator', headers: administrator, permissionCheck: 'allowed' },
];
