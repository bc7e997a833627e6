/** What a span is, as in OpenTelemetry. */
export const spanKinds = ['internal', 'server', 'client', 'producer', 'consumer'] as const;

/** One of {@link spanKinds}. */
export type SpanKind = (typeof spanKinds)[number];

/** A part of the work of an invocation that the function has measured itself. */
export interface TraceSpan {
  /** 16 hexadecimal digits. */
  readonly id: string;
  /** That of another span, of the invocation itself, or of something that is not known. */
  readonly parentId?: string | undefined;
  readonly name: string;
  readonly kind: SpanKind;
  /** When it began, in milliseconds since the invocation was sent. */
  readonly startMs: number;
  readonly durationMs: number;
  /** Undefined if it succeeded. */
  readonly error?: string | undefined;
  readonly attributes?: Readonly<Record<string, SpanAttribute>> | undefined;
}

/** The value of an attribute. */
export type SpanAttribute = string | number | boolean;

/** A span as it was received. */
export interface ReceivedSpan extends Omit<TraceSpan, 'startMs'> {
  /** 32 hexadecimal digits; an id of X-Ray without its `1-` and `-`. */
  readonly traceId: string;
  /** Milliseconds since 1970, with fractions. */
  readonly startedAt: number;
}

const MAX_TEXT = 500;
const MAX_ATTRIBUTES = 32;
const hexadecimal = /^[\da-f]+$/;

/** A text of a bounded length. */
export function boundedText(text: string): string {
  return text.length <= MAX_TEXT ? text : `${text.slice(0, MAX_TEXT)}…`;
}

/** The first attributes, with texts of a bounded length. Undefined if there are none. */
export function boundedAttributes(
  attributes: Iterable<readonly [name: string, value: unknown]>,
): TraceSpan['attributes'] {
  const found: [string, SpanAttribute][] = [];
  for (const [name, value] of attributes) {
    if (found.length === MAX_ATTRIBUTES) break;
    const text = typeof value === 'object' && value !== null ? JSON.stringify(value) : value;
    if (typeof text === 'string') found.push([boundedText(name), boundedText(text)]);
    if (typeof text === 'boolean' || Number.isFinite(text)) found.push([boundedText(name), text as number | boolean]);
  }
  return found.length === 0 ? undefined : Object.fromEntries(found);
}

/** An id in lower case; undefined if it is not one of `length` hexadecimal digits. */
export function idOf(value: unknown, length: 16 | 32): string | undefined {
  if (typeof value !== 'string' || value.length !== length) return undefined;
  const id = value.toLowerCase();
  return hexadecimal.test(id) ? id : undefined;
}

/** The id of a trace of X-Ray, `1-5759e988-bd862e3fe1be46a994272793`, as OpenTelemetry has it. */
export function traceIdOf(root: unknown): string | undefined {
  return typeof root === 'string' ? idOf(root.replace(/^1-([\da-f]{8})-/i, '$1'), 32) : undefined;
}

/** Undefined if it is not an object with members. */
export function membersOf(value: unknown): Readonly<Record<string, unknown>> | undefined {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  // What is an object has members of any kind.
  return isObject ? (value as Record<string, unknown>) : undefined;
}

/** The items of a list; none if it is something else. */
export function itemsOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
