import { describeCall } from '../record/aws-call-record.ts';
import { compareJson } from '../record/compare/compare-json.ts';
import { compareOutcomes } from '../record/compare/compare-outcomes.ts';
import { type DescribedDifference, differencesAsJson } from '../record/compare/describe-differences.ts';
import type { InvocationHistory } from '../record/history.ts';
import { findEntry, outcomeOf } from './replay.ts';

/** How two invocations differ, such as two deliveries of the same message. */
export interface InvocationComparison {
  /** By their numbers. */
  readonly before: number;
  readonly after: number;
  readonly response: readonly DescribedDifference[];
  /** In the calls of AWS's services, in their order. */
  readonly calls: readonly DescribedDifference[];
}

/** @throws {UnknownInvocationError} one of them is not in the history */
export function compareInvocations(history: InvocationHistory, before: string, after: string): InvocationComparison {
  const [left, right] = [findEntry(history, before), findEntry(history, after)];
  const [leftCalls, rightCalls] = [left, right].map((each) => each.content().details.calls.map(describeCall));
  return {
    before: left.summary.id,
    after: right.summary.id,
    response: differencesAsJson(compareOutcomes(outcomeOf(left), outcomeOf(right))),
    calls: differencesAsJson(compareJson(leftCalls ?? [], rightCalls ?? [], ['calls'])),
  };
}
