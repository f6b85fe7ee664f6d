/** The database cannot be reached, refuses, or failed; `cause` is the driver's error, for the log alone. */
export class WorkspaceUnavailable extends Error {
  override readonly name = 'WorkspaceUnavailable';
}

/** The time allowed for a question ran out, in the gateway or in the database. */
export class DeadlineExceeded extends Error {
  override readonly name = 'DeadlineExceeded';
}
