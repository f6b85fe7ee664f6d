export const typeDefs = `
  scalar Instant

  type HourlyUsers {
    users: Int!
    hour: Int!
  }

  type Query {
    chatBusierHourly(start: Instant!): [HourlyUsers!]!
  }
`;
