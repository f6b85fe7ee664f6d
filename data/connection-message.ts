import { MongoServerError, MongoServerSelectionError, type TopologyDescription } from 'mongodb';

const authenticationFailed = 18;

/**
 * Why a database cannot be used, for the administrator: the cause, and the member that it concerns.
 * It never holds a part of the credentials in `url`.
 */
export function connectionMessage(error: unknown, url: string): string {
  return `MONGO_URL: ${hasUnescapedPassword(url) ? unescaped : causeOf(error, url)}`;
}

const unescaped =
  'the user name or the password cannot be parsed; escape their special characters, as in p%40ss for p@ss.';

function causeOf(error: unknown, url: string): string {
  if (error instanceof MongoServerSelectionError) {
    return membersMessage(error.reason, url) ?? error.message;
  }
  if (error instanceof MongoServerError && error.code === authenticationFailed) {
    return `${hostsIn(url)} rejects the user name or the password (authSource may be missing).`;
  }
  const { name, code, path, message } = error as NodeJS.ErrnoException;
  if (name === 'TimeoutError' || message.startsWith('Timed out')) {
    return `${hostsIn(url)} does not respond.`;
  }
  if (path !== undefined) return `the file ${path} cannot be read (${code ?? 'unknown error'}).`;
  if (code === 'EISDIR') return 'tlsCAFile or tlsCertificateKeyFile is a folder and not a file.';
  if (code === 'ENOTFOUND' || code === 'ENODATA') return `${message}: the name does not resolve.`;
  return `${message.replace(/\.$/, '')}.`;
}

/** The hosts in a URL, without credentials, path and options. */
function hostsIn(url: string): string {
  return url.replace(/^[^:]+:\/\/(?:.*@)?([^/?]*).*$/, '$1');
}

/** What each member of the deployment reported when none could be selected. */
function membersMessage(
  topology: TopologyDescription | undefined,
  url: string,
): string | undefined {
  if (!topology) return undefined;
  const members = [...topology.servers.values()];
  const problems = members.flatMap(({ address, error }) =>
    error ? [`${address}: ${memberProblem(error, url)}`] : [],
  );
  if (problems.length > 0) return `${problems.join('; ')}.${resolutionHint(topology)}`;
  const ghost = members.find(({ type }) => type === 'RSGhost');
  if (ghost) return `${ghost.address}: its replica set is not initiated.`;
  // The driver forgets members of another set; connected directly, it lists one of unknown type.
  if (topology.setName && (members.length === 0 || topology.type === 'Single')) {
    return `no member of the replica set ${topology.setName} (replicaSet): ${hostsIn(url)}.`;
  }
  const kinds = members.map(({ address, type }) => `${address} (${type})`).join(', ');
  return `no member fits the read preference: ${kinds}.`;
}

function memberProblem(error: Error, url: string): string {
  const code = errorCode(error);
  switch (code) {
    case 'ECONNREFUSED':
      return 'the connection is refused';
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return 'the name does not resolve';
    case undefined:
      if (!/connection .* closed/.test(error.message)) return error.message;
      return /[?&](tls|ssl)=true/i.test(url)
        ? 'the server closes the connection'
        : 'the server closes the connection; it may require TLS (tls=true)';
    default:
      // Node 24 adds an option of its own command line, which is not how a MongoDB gets its CA.
      return /CERT|SIGNED|SIGNATURE|TLS|ALTNAME/.test(code)
        ? `the TLS certificate is not trusted (${error.message.split(';')[0] ?? ''})`
        : `${error.message} (${code})`;
  }
}

function errorCode(error: unknown): string | undefined {
  const { code, cause } = error as { code?: unknown; cause?: unknown };
  if (typeof code === 'string') return code;
  return cause instanceof Error ? errorCode(cause) : undefined;
}

/** Members are reached by the names that the replica set has, not by those in the URL. */
function resolutionHint({ setName, servers }: TopologyDescription): string {
  const unresolved = [...servers.values()].some(
    ({ error }) => error && /ENOTFOUND|EAI_AGAIN/.test(errorCode(error) ?? ''),
  );
  return setName && unresolved
    ? ` The members of ${setName} are reached by the names in its configuration; directConnection=true uses the host in the URL alone.`
    : '';
}

/**
 * Whether the user name or the password has characters that end them early: the driver then takes a
 * part of the password for a host, a database or an option, and its message repeats it.
 */
function hasUnescapedPassword(url: string): boolean {
  const [address = ''] = url.split(/\?(?=\w+=)/);
  const end = address.lastIndexOf('@');
  const credentials = address.slice(address.indexOf('//') + 2, Math.max(end, 0));
  return /[/?#@[\]]|:.*:|%(?![0-9a-f]{2})/i.test(credentials);
}
