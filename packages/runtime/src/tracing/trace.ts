/** What an X-Ray trace header says. https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader */
export interface TraceHeader {
  /** The trace's id; undefined where there is none, or none of the right form. */
  readonly root: string | undefined;
  /** The id of the segment that the invocation is; undefined where there is none, or none of the right form. */
  readonly parent: string | undefined;
  readonly isSampled: boolean;
  /** What else it says, for those who are called with it. */
  readonly others: Readonly<Record<string, string>>;
}

const ownFields = ['root', 'parent', 'sampled', 'self'];

/** Takes a header such as `Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1` apart. */
export function readTraceHeader(header: string): TraceHeader {
  const { root, parent, sampled, self: _, ...others } = fieldsOf(header);
  return {
    root: root?.match(/^1-[0-9a-f]{8}-[0-9a-f]{24}$/i)?.[0],
    parent: parent?.match(/^[0-9a-f]{16}$/i)?.[0],
    isSampled: sampled === '1',
    others,
  };
}

/** The W3C trace context that an X-Ray header stands for, so that OpenTelemetry finds its parent; undefined where the header has no parent. */
export function toTraceparent(xrayHeader: string): string | undefined {
  const { root, parent, isSampled } = readTraceHeader(xrayHeader);
  if (root === undefined || parent === undefined) return undefined;
  return `00-${root.slice(2).replace('-', '')}-${parent}-${isSampled ? '01' : '00'}`.toLowerCase();
}

function fieldsOf(header: string): Record<string, string> {
  const fields: Record<string, string> = {};
  for (const field of header.split(';')) {
    const [name = '', value = ''] = field.split('=', 2).map((part) => part.trim());
    const key = ownFields.includes(name.toLowerCase()) ? name.toLowerCase() : name;
    if (key !== '') fields[key] = value;
  }
  return fields;
}
