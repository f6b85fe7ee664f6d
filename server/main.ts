import { WorkspaceUnavailable } from '../data/errors.js';
import {
  EmbeddedWorkspaceError,
  startEmbeddedWorkspace,
  type EmbeddedWorkspace,
} from '../embedded/workspace.js';
import { ManifestError } from '../operations/manifest.js';
import { ConfigError, readConfig, type Config } from '../config/config.js';
import { showProgress } from '../embedded/dump/show-progress.js';

/** Reads the environment and starts what it says. */
try {
  const config = readConfig(process.env);
  if (config.source !== 'mongo' && (config.historyDir ?? config.historyS3Url) !== undefined) {
    throw new ConfigError([
      'HISTORY_DIR, HISTORY_S3_URL: expected MONGO_URL too, the embedded workspace has no history.',
    ]);
  }
  // Making a workspace and loading the gateway's libraries take about as long, on a core each.
  const [embedded, { serve }] = await Promise.all([
    embeddedWorkspace(config),
    import('./serve.js'),
  ]);
  await serve(config, embedded);
} catch (error) {
  const message = messageFor(error);
  if (message === undefined) throw error;
  console.error(message);
  process.exit(1);
}

async function embeddedWorkspace(config: Config): Promise<EmbeddedWorkspace | undefined> {
  switch (config.source) {
    case 'mongo':
      return undefined;
    case 'dump':
      return startEmbeddedWorkspace(
        { kind: 'dump', folder: config.mongoDump ?? '' },
        { onProgress: showProgress(process.stderr), onWarning: console.warn },
      );
    case 'demo':
      return startEmbeddedWorkspace({
        kind: 'demo',
        seed: 1,
        now: new Date(),
        timeZone: config.workspaceTimeZone,
      });
  }
}

/** A message for what an administrator can fix; `undefined` for a bug of the gateway. */
function messageFor(error: unknown): string | undefined {
  if (
    error instanceof ConfigError ||
    error instanceof EmbeddedWorkspaceError ||
    error instanceof WorkspaceUnavailable ||
    error instanceof ManifestError
  ) {
    return error.message;
  }
  const { code, hostname, address, port } = error as NodeJS.ErrnoException & {
    hostname?: string;
    address?: string;
    port?: number;
  };
  switch (code) {
    case 'EADDRINUSE':
      return `Port ${port} at ${address} is in use: free it or set another (PORT, METRICS_PORT).`;
    case 'EACCES':
      return `Port ${port} at ${address} may not be opened by this user: set another (PORT, METRICS_PORT).`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `HOST ${hostname ?? address ?? ''} is no address of this machine.`;
    default:
      return undefined;
  }
}
