/**
 * The largest event of a mapping:
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventsourcemapping.html
 */
export const MAX_EVENT_BYTES = 6 * 1024 * 1024;

const START = '{"Records":[';
const SEPARATOR = ',';
const END = ']}';

/** How large an event without records is. */
export const EMPTY_EVENT_BYTES = START.length + END.length;

/** The event with these records. All of them are JSON. */
export function recordsEvent(records: readonly string[]): string {
  return `${START}${records.join(SEPARATOR)}${END}`;
}

/** By how much a record makes an event larger. */
export function bytesInEvent(record: string): number {
  return Buffer.byteLength(record) + SEPARATOR.length;
}
