/** The text of a stored operation, with the types of its result and of its variables. */
export interface Operation<Result, Variables> {
  readonly name: string;
  readonly text: string;
  readonly types?: (variables: Variables) => Result;
}
