import { clientsSettings } from './clients.js';
import { databaseSettings } from './database.js';
import { graphqlSettings } from './graphql.js';
import { processSettings } from './process.js';
import { workspaceSettings } from './workspace.js';

/** Every setting, in the order of the table in the README. */
export const settings = {
  ...workspaceSettings,
  ...processSettings,
  ...databaseSettings,
  ...clientsSettings,
  ...graphqlSettings,
};
