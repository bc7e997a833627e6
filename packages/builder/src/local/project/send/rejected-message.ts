/** A queue, topic or event bus does not accept a message. */
export class RejectedMessageError extends Error {
  override get name(): string {
    return 'RejectedMessageError';
  }
}
