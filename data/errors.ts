/** The database cannot be reached, rejects a read, or failed; `cause` is the driver's error, for the log alone. */
export class WorkspaceUnavailable extends Error {
  override name = 'WorkspaceUnavailable';
}

/** The query was not sent: the database has enough to do already, or has not answered for a while. */
export class DatabaseOverloaded extends WorkspaceUnavailable {
  override readonly name = 'DatabaseOverloaded';
}

/** The time allowed for a request ran out, in the gateway or in the database. */
export class DeadlineExceeded extends Error {
  override readonly name = 'DeadlineExceeded';
}

/** Every client that waited for the result has disconnected. */
export class RequestCancelled extends Error {
  override readonly name = 'Abandoned';
}
