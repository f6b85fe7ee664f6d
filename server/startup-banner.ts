import { administrator, memberWithoutPermission } from '../embedded/demo/credentials.js';
import type { Config } from '../config/config.js';

/** What is printed at startup: the address, the workspace, and requests to paste. */
export function startupBanner(address: string, source: Config['source']): string {
  switch (source) {
    case 'mongo':
      return `The gateway listens on ${address} for the workspace at MONGO_URL.
Dashboard: ${address}/dashboard`;
    case 'dump':
      return `The gateway listens on ${address} for the workspace in the folder MONGO_DUMP.
Dashboard: ${address}/dashboard
Sign in as its users do: x-user-id and a personal access token that was valid when it was dumped.`;
    case 'demo':
      return demoBanner(address);
  }
}

function demoBanner(address: string): string {
  const { userId, token } = administrator;
  const signedIn = `-H 'x-user-id: ${userId}' -H 'x-auth-token: ${token}'`;
  const path = '/api/v1/engagement-dashboard/users/chat-busier/hourly-data';
  const query = '{ chatBusierHourly(start: \\"2023-05-02T00:00:00Z\\") { users hour } }';
  return `The gateway listens on ${address} with an embedded workspace: demo data of the last 45 days.
Set MONGO_URL to use a real one.

Dashboard:
${address}/dashboard

REST:
curl ${signedIn} '${address}${path}?start=2023-05-02T00:00:00.000Z'

GraphQL:
curl ${signedIn} -H 'content-type: application/json' '${address}/graphql' -d '{"query":"${query}"}'

Administrator:               x-user-id ${userId}, x-auth-token ${token}
User without the permission: x-user-id ${memberWithoutPermission.userId}, x-auth-token ${memberWithoutPermission.token}
`;
}
