import { createHash } from 'node:crypto';

/**
 * How often a function may be invoked by what it causes itself. AWS says "approximately 16 times":
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html
 */
export const MAX_INVOCATIONS = 16;

/** An invocation as a part of the chain of invocations that has caused it. */
export interface Turn {
  /** For the invocation. Clients of AWS in the function send it on. */
  readonly traceHeader: string;
  /** How often the function has been invoked in this chain before. */
  readonly earlier: number;
}

const lineageField = /(?:^|;)\s*Lineage=(?<hops>\d{1,6}):(?<entries>[^;]*)/;

/** What headers have of the few functions of a project, whose names are hashed once. */
const hashes = new Map<string, string>();

/**
 * Continues the lineage of a trace header: the number of invocations, and how often each function was among them. The
 * names of the functions are hashed. AWS does not document the field, and we use the form that it has there.
 */
export function nextTurn(traceHeader: string | undefined, functionArn: string): Turn {
  const { hops, counts } = lineageOf(traceHeader);
  const hash = hashOf(functionArn);
  const earlier = counts.get(hash) ?? 0;
  counts.set(hash, earlier + 1);
  const others = (traceHeader ?? '').replace(lineageField, '');
  const lineage = `Lineage=${hops + 1}:${[...counts].map((entry) => entry.join(':')).join('|')}`;
  return { traceHeader: [others, lineage].filter(Boolean).join(';'), earlier };
}

/** The turn of an invocation with several messages: that of the message whose lineage is the longest. */
export function turnOfBatch(traceHeaders: readonly (string | undefined)[], functionArn: string): Turn {
  const hash = hashOf(functionArn);
  let [longest] = traceHeaders;
  let most = 0;
  for (const header of traceHeaders) {
    if (header === undefined) continue;
    const earlier = lineageOf(header).counts.get(hash) ?? 0;
    if (earlier > most) [longest, most] = [header, earlier];
  }
  return nextTurn(longest, functionArn);
}

function lineageOf(traceHeader = ''): { readonly hops: number; readonly counts: Map<string, number> } {
  const { hops = '0', entries = '' } = lineageField.exec(traceHeader)?.groups ?? {};
  const counts = new Map<string, number>();
  for (const entry of entries.split('|')) {
    const [, hash, count] = /^([\da-f]{8}):(\d{1,6})$/.exec(entry) ?? [];
    if (hash !== undefined) counts.set(hash, Number(count));
  }
  return { hops: Number(hops), counts };
}

function hashOf(functionArn: string): string {
  const known = hashes.get(functionArn);
  if (known !== undefined) return known;
  const hash = createHash('sha256').update(functionArn).digest('hex').slice(0, 8);
  hashes.set(functionArn, hash);
  return hash;
}

/** The warning about a function whose invocation is stopped. */
export function describeLoop(functionName: string): string {
  return `Recursive loop: ${functionName} has been invoked ${MAX_INVOCATIONS} times by what it has caused itself, and AWS would stop it here, too`;
}
