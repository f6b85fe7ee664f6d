import { clientsSettings } from './settings/clients.js';
import { databaseSettings } from './settings/database.js';
import { graphqlSettings } from './settings/graphql.js';
import { processSettings } from './settings/process.js';
import { workspaceSettings } from './settings/workspace.js';

/** Every setting, in the order of the table in the README. */
export const settings = {
  ...workspaceSettings,
  ...processSettings,
  ...databaseSettings,
  ...clientsSettings,
  ...graphqlSettings,
};
