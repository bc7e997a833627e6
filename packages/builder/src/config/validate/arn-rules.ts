import type { KeyPath } from '../keys/keys.ts';
import type { Settings } from '../keys/settings.ts';
import type { KeyProblem } from '../read/problem.ts';
import type { ConfiguredArn } from './existing-resources.ts';

/** Checks the ARNs of existing resources. */
export function* checkArns(arns: readonly ConfiguredArn[], { aws }: Settings): Iterable<KeyProblem> {
  for (const { key, arn } of arns) yield* checkArn(key, arn, aws);
}

/** The resource of an ARN has to be in the region and account that the function is deployed to. */
export function* checkArn(key: KeyPath, arn: string, aws: Settings['aws']): Iterable<KeyProblem> {
  const [, , , region, account] = arn.split(':');
  for (const [target, expected, actual] of [
    ['aws.region', aws.region, region],
    ['aws.account', aws.account, account],
  ] as const) {
    // A role belongs to no region.
    if (expected !== undefined && actual && expected !== actual) {
      yield {
        keys: [key, target],
        message: `${key} is in ${actual}, but ${target} is ${expected}: they must be the same`,
      };
    }
  }
}
