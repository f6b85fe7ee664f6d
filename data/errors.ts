/** The database cannot be reached, refuses, or failed; `cause` is the driver's error, for the log alone. */
export class WorkspaceUnavailable extends Error {
  override name = 'WorkspaceUnavailable';
}

/** The database was not asked: it has enough to do already, or has not answered for a while. */
export class DatabaseOverloaded extends WorkspaceUnavailable {
  override readonly name = 'WorkspaceSpared';
}

/** The time allowed for a question ran out, in the gateway or in the database. */
export class DeadlineExceeded extends Error {
  override readonly name = 'DeadlineExceeded';
}

/** Whoever asked has gone away, so that nobody waits for the answer. */
export class RequestCancelled extends Error {
  override readonly name = 'Abandoned';
}
