import {
  boundedAttributes,
  boundedText,
  idOf,
  itemsOf,
  membersOf,
  type ReceivedSpan,
  type SpanKind,
  spanKinds,
} from './trace-span.ts';

/** The status code of a span that has failed. */
const STATUS_ERROR = 2;
const MAX_SPANS = 10_000;
const MAX_DEPTH = 4;

type Members = Readonly<Record<string, unknown>>;

/**
 * Reads an `ExportTraceServiceRequest` of OTLP, as JSON has it. What is malformed is left out.
 *
 * https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding
 */
export function spansOfOtlp(request: unknown): readonly ReceivedSpan[] {
  const spans: ReceivedSpan[] = [];
  for (const resource of itemsOf(membersOf(request)?.resourceSpans)) {
    for (const scope of itemsOf(membersOf(resource)?.scopeSpans)) {
      for (const each of itemsOf(membersOf(scope)?.spans)) {
        const span = spanOf(membersOf(each) ?? {});
        if (span !== undefined && spans.length < MAX_SPANS) spans.push(span);
      }
    }
  }
  return spans;
}

function spanOf(span: Members): ReceivedSpan | undefined {
  const [traceId, id, parentId] = [idOf(span.traceId, 32), idOf(span.spanId, 16), idOf(span.parentSpanId, 16)];
  const [startedAt, endedAt] = [millisecondsOf(span.startTimeUnixNano), millisecondsOf(span.endTimeUnixNano)];
  if (traceId === undefined || id === undefined || startedAt === undefined || endedAt === undefined) return undefined;
  const error = errorOf(span);
  const attributes = boundedAttributes(attributesOf(span.attributes));
  return {
    traceId,
    id,
    ...(parentId !== undefined && { parentId }),
    name: typeof span.name === 'string' ? boundedText(span.name) : '',
    kind: kindOf(span.kind),
    startedAt,
    durationMs: Math.max(0, endedAt - startedAt),
    ...(error !== undefined && { error }),
    ...(attributes !== undefined && { attributes }),
  };
}

/** Nanoseconds since 1970, as a text or a number, in milliseconds. */
function millisecondsOf(time: unknown): number | undefined {
  if (typeof time === 'bigint') return Number(time) / 1e6;
  if (typeof time === 'number' && time > 0) return time / 1e6;
  return typeof time === 'string' && /^\d{1,20}$/.test(time) ? Number(time) / 1e6 : undefined;
}

/** A number from 1, or a name such as `SPAN_KIND_SERVER`. */
function kindOf(kind: unknown): SpanKind {
  if (typeof kind === 'number') return spanKinds[kind - 1] ?? 'internal';
  const name = typeof kind === 'string' ? kind.replace(/^SPAN_KIND_/, '').toLowerCase() : '';
  return spanKinds.find((each) => each === name) ?? 'internal';
}

function errorOf({ status, events }: Members): string | undefined {
  const { code, message } = membersOf(status) ?? {};
  if (code !== STATUS_ERROR && code !== 'STATUS_CODE_ERROR') return undefined;
  if (typeof message === 'string' && message !== '') return boundedText(message);
  const exception = itemsOf(events)
    .map(membersOf)
    .find((each) => each?.name === 'exception');
  const known = Object.fromEntries(attributesOf(exception?.attributes));
  const texts = [known['exception.type'], known['exception.message']].filter((each) => typeof each === 'string');
  return texts.length === 0 ? 'error' : boundedText(texts.join(': '));
}

function* attributesOf(attributes: unknown): Generator<readonly [string, unknown]> {
  for (const attribute of itemsOf(attributes)) {
    const { key, value } = membersOf(attribute) ?? {};
    if (typeof key === 'string') yield [key, plainValue(value, 0)];
  }
}

/** A value without its type. */
function plainValue(value: unknown, depth: number): unknown {
  const { stringValue, boolValue, intValue, doubleValue, arrayValue, kvlistValue, bytesValue } = membersOf(value) ?? {};
  if (intValue !== undefined) return Number(intValue);
  if (depth < MAX_DEPTH && arrayValue !== undefined) {
    return itemsOf(membersOf(arrayValue)?.values).map((each) => plainValue(each, depth + 1));
  }
  if (depth < MAX_DEPTH && kvlistValue !== undefined) {
    const members = itemsOf(membersOf(kvlistValue)?.values).map((each) => membersOf(each) ?? {});
    return Object.fromEntries(members.map((each) => [String(each.key), plainValue(each.value, depth + 1)]));
  }
  return stringValue ?? boolValue ?? doubleValue ?? bytesValue;
}
