// @compile-at-start
import { readTraceHeader } from './trace.ts';

/** A segment of the X-Ray SDK, as far as this module needs it. */
interface Segment {
  /** The segment that a subsegment belongs to. */
  readonly segment?: Segment;
  [property: string]: unknown;
}

/** The cls-hooked namespace in which the SDK keeps the current segment. */
interface Namespace {
  get(key: 'segment'): Segment | undefined;
  set(key: 'segment', segment: Segment): void;
  createContext(): object;
  enter(context: object): void;
  exit(context: object): void;
}

const NO_TRACE = '1-00000000-000000000000000000000000';
const NO_PARENT = '0000000000000000';

/**
 * Wraps a function so that it runs in a separate X-Ray segment, if the X-Ray SDK is loaded. The SDK has one segment for
 * the whole process and gives it the trace id it has read last, so overlapping invocations would end up in the same trace.
 * @param header the X-Ray header of the invocation
 */
export function withSegment<Result>(header: string | undefined, run: () => Result): () => Result {
  // The SDK registers its namespace on `process`. Reading it there also finds an SDK inside a bundle, and loads nothing.
  const { namespaces } = process as { namespaces?: { AWSXRay?: Namespace } };
  const namespace = namespaces?.AWSXRay;
  const current = namespace?.get('segment');
  if (namespace === undefined || current === undefined) return run;
  return () => {
    const context = namespace.createContext();
    namespace.enter(context);
    try {
      namespace.set('segment', createSegment(header ?? '', current.segment ?? current));
      return run();
    } finally {
      namespace.exit(context);
    }
  };
}

/** Makes a segment that only serves as the parent of subsegments, like the SDK's own: Lambda sends the actual segment. */
// @compile-later
function createSegment(header: string, template: Segment): Segment {
  const { root, parent, isSampled, others } = readTraceHeader(header);
  const isTraced = root !== undefined && parent !== undefined;
  return Object.assign(Object.create(Object.getPrototypeOf(template)), template, {
    // The SDK overwrites the trace id of a facade segment with the one it has read last.
    facade: false,
    trace_id: root ?? NO_TRACE,
    id: parent ?? NO_PARENT,
    notTraced: !(isTraced && isSampled),
    // Without a parent, outgoing calls pass the header on unchanged.
    noOp: !isTraced,
    additionalTraceData: others,
    subsegments: undefined,
    exception: undefined,
  });
}
