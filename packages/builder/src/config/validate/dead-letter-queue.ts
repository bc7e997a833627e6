/** The default name of a queue's dead-letter queue; a FIFO queue's is a FIFO queue. */
export function deadLetterQueueOf(name: string): string {
  return name.endsWith('.fifo') ? `${name.slice(0, -'.fifo'.length)}-dlq.fifo` : `${name}-dlq`;
}
