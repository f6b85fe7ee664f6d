import type { Options } from 'mingo/types';

/** The state of an evaluation that mingo hands to an operator; its types show only the options. */
export interface Scope extends Options {
  /** Sets the document that `$field` looks into, or adds variables for `$$name`; returns itself. */
  update(locals: { root?: unknown; variables?: Record<string, unknown> }): Scope;
}

/** A scope within another, for an operator that sets a document or variables of its own. */
export function innerScope(options: Options): Scope {
  return (options.constructor as unknown as { init(from: Options): Scope }).init(options);
}

/** Lets `$$NOW` be one instant for a whole pipeline; mingo's is that of each document. */
export function fixNow(options: Options): Date {
  // The first look at it stays, and goes over to every scope within.
  return (options as unknown as { readonly now: Date }).now;
}
