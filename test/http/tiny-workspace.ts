import {
  dayOfMessages,
  dayOfNewUsers,
  room,
  session,
  userDaily,
  type Documents,
} from '../support/documents.js';
import { people } from '../support/gateway.js';

/** 4 and 5 March 2024. */
export const twoDays = 'start=2024-03-04T00:00:00.000Z&end=2024-03-05T23:59:59.999Z';
const dayAfter = 'start=2024-03-06T00:00:00.000Z';

/** One row for every query, or two where the order of keys or rows shows only so. */
export const tinyWorkspace: Documents = {
  ...people,
  rocketchat_sessions: [
    session({ userId: 'alice', loginAt: '13:05', closedAt: '16:10' }),
    userDaily({ userId: 'alice' }),
  ],
  rocketchat_analytics: [
    dayOfNewUsers({ date: 20240305, users: 3 }),
    dayOfNewUsers({ date: 20240304, users: 2 }),
    dayOfNewUsers({ date: 20240303, users: 1 }),
    dayOfMessages({ messages: 5 }),
    dayOfMessages({ messages: 2, room: { _id: 'alicebob', t: 'd' } }),
    dayOfMessages({ messages: 4, date: 20240303 }),
  ],
  rocketchat_room: [room(), room({ _id: 'alicebob', t: 'd' })],
};

/** The bodies of an empty workspace and of the tiny one, to the byte. */
export const bodies = [
  {
    url: `/users/new-users?${twoDays}`,
    empty:
      '{"days":[],"period":{"count":0,"variation":0},"yesterday":{"count":0,"variation":0},"success":true}',
    tiny: '{"days":[{"day":"2024-03-05T00:00:00.000Z","users":3},{"day":"2024-03-04T00:00:00.000Z","users":2}],"period":{"count":5,"variation":4},"yesterday":{"count":2,"variation":1},"success":true}',
  },
  {
    url: `/users/active-users?${twoDays}`,
    empty: '{"month":[],"success":true}',
    tiny: '{"month":[{"usersList":["alice"],"users":1,"day":5,"month":3,"year":2024}],"success":true}',
  },
  {
    url: `/users/chat-busier/hourly-data?${dayAfter}`,
    empty: '{"hours":[],"success":true}',
    tiny: '{"hours":[{"users":0,"hour":22},{"users":0,"hour":20},{"users":0,"hour":18},{"users":1,"hour":16},{"users":1,"hour":14},{"users":0,"hour":12},{"users":0,"hour":10},{"users":0,"hour":8},{"users":0,"hour":6},{"users":0,"hour":4},{"users":0,"hour":2},{"users":0,"hour":0}],"success":true}',
  },
  {
    url: `/users/chat-busier/weekly-data?${dayAfter}`,
    empty: '{"month":[],"success":true}',
    tiny: '{"month":[{"users":1,"day":5,"month":3,"year":2024}],"success":true}',
  },
  {
    url: `/users/users-by-time-of-the-day-in-a-week?${twoDays}`,
    empty: '{"week":[],"success":true}',
    tiny: '{"week":[{"users":1,"hour":16,"day":5,"month":3,"year":2024},{"users":1,"hour":15,"day":5,"month":3,"year":2024},{"users":1,"hour":14,"day":5,"month":3,"year":2024},{"users":1,"hour":13,"day":5,"month":3,"year":2024}],"success":true}',
  },
  {
    url: `/messages/messages-sent?${twoDays}`,
    empty:
      '{"days":[],"period":{"count":0,"variation":0},"yesterday":{"count":0,"variation":0},"success":true}',
    tiny: '{"days":[{"day":"2024-03-05T00:00:00.000Z","messages":7}],"period":{"count":7,"variation":3},"yesterday":{"count":0,"variation":7},"success":true}',
  },
  {
    url: `/messages/origin?${twoDays}`,
    empty:
      '{"origins":[{"messages":0,"t":"c"},{"messages":0,"t":"d"},{"messages":0,"t":"p"}],"success":true}',
    tiny: '{"origins":[{"messages":5,"t":"c"},{"messages":2,"t":"d"},{"messages":0,"t":"p"}],"success":true}',
  },
  {
    url: `/messages/top-five-popular-channels?${twoDays}`,
    empty: '{"channels":[],"success":true}',
    tiny: '{"channels":[{"messages":5,"t":"c","name":"general","usernames":[]},{"messages":2,"t":"d","usernames":["alice","bob"]}],"success":true}',
  },
  {
    url: `/channels/list?${twoDays}`,
    empty: '{"channels":[],"total":0,"offset":0,"count":0,"success":true}',
    tiny: '{"channels":[{"room":{"_id":"general","name":"general","ts":"2023-01-01T00:00:00.000Z","t":"c","_updatedAt":"2024-03-05T10:00:00.000Z"},"messages":5,"lastWeekMessages":4,"diffFromLastWeek":1},{"room":{"_id":"alicebob","ts":"2023-01-01T00:00:00.000Z","t":"d","_updatedAt":"2024-03-05T10:00:00.000Z","usernames":["alice","bob"]},"messages":2,"lastWeekMessages":0,"diffFromLastWeek":2}],"total":2,"offset":0,"count":2,"success":true}',
  },
];
