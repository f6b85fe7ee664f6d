/** A question that makes no sense as asked; the message is a sentence for the client. */
export class InvalidArgument extends Error {
  override readonly name = 'RefusedQuestion';
}
