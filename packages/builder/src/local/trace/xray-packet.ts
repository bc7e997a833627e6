import {
  boundedAttributes,
  boundedText,
  idOf,
  itemsOf,
  membersOf,
  type ReceivedSpan,
  type SpanKind,
  traceIdOf,
} from './trace-span.ts';

/** Deeper subsegments are left out. */
const MAX_DEPTH = 50;
/** A packet of UDP has room for fewer. */
const MAX_SPANS = 1000;

type Members = Readonly<Record<string, unknown>>;

/**
 * Reads a packet for the daemon of X-Ray: a line with a header, and a segment or subsegment, with those in it. What is
 * malformed is left out: it must not break anything.
 *
 * https://docs.aws.amazon.com/xray/latest/devguide/xray-api-segmentdocuments.html
 */
export function spansOfXrayPacket(packet: string): readonly ReceivedSpan[] {
  const end = packet.indexOf('\n');
  const header = membersOf(parsed(packet.slice(0, Math.max(end, 0))));
  if (header?.format !== 'json' || header.version !== 1) return [];
  const document = membersOf(parsed(packet.slice(end + 1)));
  const traceId = traceIdOf(document?.trace_id);
  if (document === undefined || traceId === undefined) return [];
  const spans: ReceivedSpan[] = [];
  addSpans(spans, document, traceId, idOf(document.parent_id, 16), 0);
  return spans;
}

function addSpans(
  spans: ReceivedSpan[],
  segment: Members,
  traceId: string,
  parentId: string | undefined,
  depth: number,
) {
  const { id: givenId, name, start_time: start, end_time: end, subsegments } = segment;
  const id = idOf(givenId, 16);
  if (id === undefined || depth > MAX_DEPTH || spans.length >= MAX_SPANS) return;
  // One that is in progress comes again when it has ended.
  if (typeof name === 'string' && isTime(start) && isTime(end)) {
    const error = errorOf(segment);
    const attributes = boundedAttributes(attributesOf(segment));
    spans.push({
      traceId,
      id,
      ...(parentId !== undefined && { parentId }),
      name: boundedText(name),
      kind: kindOf(segment, depth),
      startedAt: start * 1000,
      durationMs: Math.max(0, (end - start) * 1000),
      ...(error !== undefined && { error }),
      ...(attributes !== undefined && { attributes }),
    });
  }
  for (const each of itemsOf(subsegments)) {
    const inner = membersOf(each);
    if (inner !== undefined) addSpans(spans, inner, traceId, id, depth + 1);
  }
}

function isTime(value: unknown): value is number {
  return typeof value === 'number' && value > 0 && value < 1e11;
}

function kindOf({ namespace, type }: Members, depth: number): SpanKind {
  if (namespace === 'aws' || namespace === 'remote') return 'client';
  // Only the outermost one can be a segment, which is what has received a request.
  return depth === 0 && type !== 'subsegment' ? 'server' : 'internal';
}

/** What has failed, in a few words. */
function errorOf({ fault, error, throttle, cause }: Members): string | undefined {
  const kind = throttle === true ? 'throttled' : fault === true ? 'fault' : error === true ? 'error' : undefined;
  const exception = membersOf(itemsOf(membersOf(cause)?.exceptions)[0]);
  const { type, message } = exception ?? {};
  const texts = [type, message].filter((each) => typeof each === 'string' && each !== '');
  return kind === undefined || texts.length === 0 ? kind : boundedText(texts.join(': '));
}

/** The annotations, and what is known about the call that it is. */
function* attributesOf({ annotations, http, aws, sql }: Members): Generator<readonly [string, unknown]> {
  const { request, response } = membersOf(http) ?? {};
  const { method, url } = membersOf(request) ?? {};
  const { status } = membersOf(response) ?? {};
  const { operation, region, request_id: requestId, retries } = membersOf(aws) ?? {};
  const { url: database } = membersOf(sql) ?? {};
  yield ['http.request.method', method];
  yield ['url.full', url];
  yield ['http.response.status_code', status];
  yield ['aws.operation', operation];
  yield ['aws.region', region];
  yield ['aws.request_id', requestId];
  yield ['aws.retries', retries];
  yield ['db.url', database];
  yield* Object.entries(membersOf(annotations) ?? {});
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
