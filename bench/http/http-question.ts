/** A request that is sent again and again; the same to all who are compared. */
export interface HttpQuestion {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}
