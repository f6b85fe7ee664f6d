/** Arguments of a metric that contradict each other; the message is for the client. */
export class InvalidArgument extends Error {
  override readonly name = 'InvalidArgument';
}
