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

/**
 * Continues the lineage of a trace header: the number of invocations, and how often each function was among them. The
 * names of the functions are hashed. AWS does not document the field, and we use the form that it has there.
 */
export function nextTurn(traceHeader: string | undefined, functionArn: string): Turn {
  const { hops = '0', entries = '' } = lineageField.exec(traceHeader ?? '')?.groups ?? {};
  const counts = new Map(
    entries.split('|').flatMap((entry) => {
      const [, hash, count] = /^([\da-f]{8}):(\d{1,6})$/.exec(entry) ?? [];
      return hash === undefined ? [] : [[hash, Number(count)] as const];
    }),
  );
  const hash = createHash('sha256').update(functionArn).digest('hex').slice(0, 8);
  const earlier = counts.get(hash) ?? 0;
  counts.set(hash, earlier + 1);
  const others = (traceHeader ?? '').replace(lineageField, '');
  const lineage = `Lineage=${Number(hops) + 1}:${[...counts].map((entry) => entry.join(':')).join('|')}`;
  return { traceHeader: [others, lineage].filter(Boolean).join(';'), earlier };
}

/** The turn of an invocation with several messages: that of the message whose lineage is the longest. */
export function turnOfBatch(traceHeaders: readonly (string | undefined)[], functionArn: string): Turn {
  const [first = nextTurn(undefined, functionArn), ...others] = traceHeaders.map((each) => nextTurn(each, functionArn));
  return others.reduce((longest, each) => (each.earlier > longest.earlier ? each : longest), first);
}

/** The warning about a function whose invocation is stopped. */
export function describeLoop(functionName: string): string {
  return `Recursive loop: ${functionName} has been invoked ${MAX_INVOCATIONS} times by what it has caused itself, and AWS would stop it here, too`;
}
