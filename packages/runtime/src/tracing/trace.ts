/**
 * The parsed X-Ray trace header.
 * https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader
 */
export interface TraceHeader {
  /** The id of the trace. Undefined if it is missing or malformed. */
  readonly root: string | undefined;
  /** The id of the invocation's segment. Undefined if it is missing or malformed. */
  readonly parent: string | undefined;
  readonly isSampled: boolean;
  /** All other fields, to pass on to downstream services. */
  readonly others: Readonly<Record<string, string>>;
}

const knownFields = ['root', 'parent', 'sampled', 'self'];

/** Parses a header such as `Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1`. */
export function readTraceHeader(header: string): TraceHeader {
  const { root, parent, sampled, self: _, ...others } = readFields(header);
  return {
    root: root?.match(/^1-[0-9a-f]{8}-[0-9a-f]{24}$/i)?.[0],
    parent: parent?.match(/^[0-9a-f]{16}$/i)?.[0],
    isSampled: sampled === '1',
    others,
  };
}

/** Converts an X-Ray header to W3C trace context, for OpenTelemetry. Undefined if the header has no parent. */
export function toTraceparent(xrayHeader: string): string | undefined {
  const { root, parent, isSampled } = readTraceHeader(xrayHeader);
  if (root === undefined || parent === undefined) return undefined;
  return `00-${root.slice(2).replace('-', '')}-${parent}-${isSampled ? '01' : '00'}`.toLowerCase();
}

function readFields(header: string): Record<string, string> {
  const fields: Record<string, string> = {};
  for (const field of header.split(';')) {
    const [name = '', value = ''] = field.split('=', 2).map((part) => part.trim());
    const key = knownFields.includes(name.toLowerCase()) ? name.toLowerCase() : name;
    if (key !== '') fields[key] = value;
  }
  return fields;
}
