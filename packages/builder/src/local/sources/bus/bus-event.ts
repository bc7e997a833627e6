import { isJsonObject, type JsonObject, type JsonValue } from '../../../events/patterns/pattern.ts';
import { eventBridgeRecord } from '../../../events/samples/eventbridge.ts';

/** An event that is put on a bus. */
export interface BusEntry {
  readonly source?: string | undefined;
  readonly detailType?: string | undefined;
  /** A JSON object. */
  readonly detail?: string | undefined;
  readonly resources?: readonly string[] | undefined;
  /** Default: now. */
  readonly time?: Date | undefined;
}

/** Why a bus does not accept an event, in the words of EventBridge. */
export interface RejectedEntry {
  readonly code: string;
  readonly message: string;
}

/** Returns why an event cannot be put on a bus, or undefined if it can. */
export function rejectionOf(entry: BusEntry): RejectedEntry | undefined {
  if (entry.source?.startsWith('aws.')) {
    return { code: 'NotAuthorizedForSource', message: 'Not authorized for the source.' };
  }
  return problemOf(entry);
}

/** Returns what is wrong with an event, whoever puts it on a bus, or undefined if nothing is. */
export function problemOf(entry: BusEntry): RejectedEntry | undefined {
  const required = [
    ['Source', entry.source],
    ['DetailType', entry.detailType],
    ['Detail', entry.detail],
  ] as const;
  const [missing] = required.find(([, value]) => value === undefined || value === '') ?? [];
  if (missing !== undefined) {
    return {
      code: 'InvalidArgument',
      message: `Parameter ${missing} is not valid. Reason: ${missing} is a required argument.`,
    };
  }
  return detailOf(entry) === undefined ? { code: 'MalformedDetail', message: 'Detail is malformed.' } : undefined;
}

/** How many bytes of the limit an event takes: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html */
export function sizeOf({ source = '', detailType = '', detail = '', resources = [], time }: BusEntry): number {
  const texts = [source, detailType, detail, ...resources];
  return texts.reduce((sum, text) => sum + Buffer.byteLength(text), time === undefined ? 0 : 14);
}

/** The event that rules match and targets get. The entry has been accepted. */
export function busEvent(
  entry: BusEntry,
  {
    id,
    account,
    region,
    now,
  }: { readonly id: string; readonly account: string; readonly region: string; readonly now: number },
): JsonObject {
  return eventBridgeRecord({
    id,
    account,
    region,
    time: entry.time ?? new Date(now),
    'detail-type': entry.detailType ?? '',
    source: entry.source ?? '',
    resources: entry.resources ?? [],
    detail: detailOf(entry),
  }) as JsonObject;
}

function detailOf({ detail = '' }: BusEntry): JsonObject | undefined {
  try {
    const value = JSON.parse(detail) as JsonValue;
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
