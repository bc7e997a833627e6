import { readTraceHeader } from './trace.ts';

/** A segment of the X-Ray SDK, as far as an invocation's own differs from another. */
interface Segment {
  /** Of a subsegment: the segment that it is part of. */
  readonly segment?: Segment;
  [property: string]: unknown;
}

/** Where the SDK keeps what is traced at the moment: a namespace of cls-hooked. */
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
 * Gives a function a segment of its own, where the X-Ray SDK is loaded. The SDK has one segment for the whole
 * process, to which it gives the id of the trace that it last heard of: that of another invocation, where they overlap.
 * @param header the X-Ray header of the invocation
 */
export function withSegment<Result>(header: string | undefined, run: () => Result): () => Result {
  // Known by what it leaves there, so that it may have come in any bundle, and costs nothing where it hasn't come.
  const { namespaces } = process as { namespaces?: { AWSXRay?: Namespace } };
  const namespace = namespaces?.AWSXRay;
  const current = namespace?.get('segment');
  if (namespace === undefined || current === undefined) return run;
  return () => {
    const context = namespace.createContext();
    namespace.enter(context);
    try {
      namespace.set('segment', segmentOf(header ?? '', current.segment ?? current));
      return run();
    } finally {
      namespace.exit(context);
    }
  };
}

/** The segment itself is sent by Lambda, so that this one does nothing but give its subsegments a parent, as the SDK's own. */
function segmentOf(header: string, another: Segment): Segment {
  const { root, parent, isSampled, others } = readTraceHeader(header);
  const isTraced = root !== undefined && parent !== undefined;
  return Object.assign(Object.create(Object.getPrototypeOf(another)), another, {
    // By this, the SDK would give it the id of another trace.
    facade: false,
    trace_id: root ?? NO_TRACE,
    id: parent ?? NO_PARENT,
    notTraced: !(isTraced && isSampled),
    // Calls carry the header on as it is, where it doesn't name a parent.
    noOp: !isTraced,
    additionalTraceData: others,
    subsegments: undefined,
    exception: undefined,
  });
}
