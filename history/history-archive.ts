import type { Config } from '../config/config.js';
import type { Archive } from './archive.js';
import { createFolderStore } from './folder-store.js';
import { createS3Store } from './s3-store.js';
import { keyedUserIds, plainUserIds } from './user-ids.js';

/** The archive that the settings name, of any workspace; `undefined` where they name none. */
export function archiveOf(config: Config): Archive | undefined {
  const { historyDir, historyS3Url, historyHashIds, privacyKey } = config;
  const userIds = historyHashIds ? keyedUserIds(privacyKey ?? '') : plainUserIds;
  if (historyDir !== undefined) return { store: createFolderStore(historyDir), userIds };
  if (historyS3Url === undefined) return undefined;
  const store = createS3Store({
    url: historyS3Url,
    accessKeyId: config.awsAccessKeyId ?? '',
    secretAccessKey: config.awsSecretAccessKey ?? '',
    sessionToken: config.awsSessionToken,
    region: config.awsRegion,
  });
  return { store, userIds };
}
