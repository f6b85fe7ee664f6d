import { dayMS, today } from '../db/documents.js';
import type { HttpQuestion } from './http-question.js';

export const credentials = {
  userId: 'rbAXPnMktTFbNpwtJ',
  // As long as those that Rocket.Chat gives out.
  token: 'k5rM7SYdyVDmTfOuX4ecm3XUFUvT8Nm5QkSeIcUzvq_',
} as const;

const headers = {
  accept: '*/*',
  'x-user-id': credentials.userId,
  'x-auth-token': credentials.token,
};

/** The end of a day that the generated workspace has computed, and long settled. */
const start = new Date(today - dayMS - 1).toISOString();

const hourlyOperation = `query ChatBusierHourly($start: Instant!) {
  chatBusierHourly(start: $start) {
    users
    hour
  }
}`;

/** The twelve hours by GraphQL, as clients with operations of their own ask. */
export const graphqlQuestion: HttpQuestion = {
  method: 'POST',
  path: '/graphql',
  headers: { ...headers, 'content-type': 'application/json' },
  body: JSON.stringify({
    operationName: 'ChatBusierHourly',
    query: hourlyOperation,
    variables: { start },
  }),
};

/** The same twelve by their documented path. */
export const restQuestion: HttpQuestion = {
  method: 'GET',
  path: `/api/v1/engagement-dashboard/users/chat-busier/hourly-data?start=${encodeURIComponent(start)}`,
  headers,
};
