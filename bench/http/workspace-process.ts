import { hashedToken } from '../../auth/credentials.js';
import { startWireServer } from '../../embedded/wire/server.js';
import { Store } from '../../embedded/wire/store.js';
import { scaleOf, sessionDocuments } from '../db/documents.js';
import { credentials } from './questions.js';

/** A small workspace on the embedded server, with one user, who may view the dashboard. */
const name = 'rocketchat';
const store = new Store();
store.load(name, 'rocketchat_sessions', [...sessionDocuments(scaleOf(1_000))]);
store.load(name, 'users', [
  {
    _id: credentials.userId,
    active: true,
    roles: ['user', 'admin'],
    services: { resume: { loginTokens: [{ hashedToken: hashedToken(credentials.token) }] } },
  },
]);
store.load(name, 'rocketchat_permissions', [
  { _id: 'view-engagement-dashboard', roles: ['admin'] },
]);
const server = await startWireServer({ store });
process.on('disconnect', () => process.exit());
process.send?.(server.url(name));
