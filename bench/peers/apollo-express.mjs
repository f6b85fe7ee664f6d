import { ApolloServer } from '@apollo/server';
import { expressMiddleware } from '@as-integrations/express5';
import express from 'express';
import { host, port, rows } from './constant.mjs';
import { typeDefs } from './schema.mjs';

// Apollo Server on Express as its documentation starts one, every setting at its default.
const server = new ApolloServer({
  typeDefs,
  resolvers: { Query: { chatBusierHourly: () => rows } },
});
await server.start();
const app = express();
app.use('/graphql', express.json(), expressMiddleware(server));
app.listen(port, host);
