import { clientsSettings } from './clients.js';
import { databaseSettings } from './database.js';
import { graphqlSettings } from './graphql.js';
import { historySettings } from './history.js';
import { processSettings } from './process.js';
import { workspaceSettings } from './workspace.js';

/** Every setting, in the groups and the order of `docs/settings.md`. */
export const settingGroups = {
  Workspace: workspaceSettings,
  Process: processSettings,
  Database: databaseSettings,
  History: historySettings,
  Clients: clientsSettings,
  GraphQL: graphqlSettings,
};

export const settings = {
  ...workspaceSettings,
  ...processSettings,
  ...databaseSettings,
  ...historySettings,
  ...clientsSettings,
  ...graphqlSettings,
};
