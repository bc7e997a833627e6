import { ExpectedError } from '../../terminal/expected-error.ts';
import type { ResourceState } from '../kinds/kinds.ts';
import { isOurs, ownershipOf } from '../resource/identity.ts';
import { type DeploymentTarget, idOf } from '../resource/resource.ts';

/** Version 1.0 has created resources of the project, and it is unknown for which stage. */
export class UnnamedStageError extends ExpectedError {
  override get name(): string {
    return 'UnnamedStageError';
  }
}

/**
 * Checks that a stage which takes over what version 1.0 created was named. The default could differ from the stage of
 * the resources.
 *
 * @throws {UnnamedStageError} the stage was not named
 */
export function checkStage(states: readonly ResourceState[], target: DeploymentTarget): void {
  if (target.isStageNamed) return;
  const former = states.filter(({ actual }) => actual !== undefined && ownershipOf(actual, target) === 'from 1.0');
  const first = former.find(({ desired }) => desired !== undefined) ?? former[0];
  if (first === undefined) return;
  const isTakenOver = states.some(({ kind, actual }) => kind !== 'repository' && isOurs(actual, target));
  if (first.desired === undefined && isTakenOver) return;
  throw new UnnamedStageError(
    `${idOf(first)} was created by version 1.0, which knew no stages: name the stage once: --stage prod`,
  );
}

/**
 * Checks that the stage has taken over the configured resources, before a teardown. Only what carries the full identity
 * may be deleted.
 *
 * @throws {UnnamedStageError} a configured resource has no stage yet
 */
export function checkTakenOver(states: readonly ResourceState[], target: DeploymentTarget): void {
  const former = states.find(({ desired, actual }) => desired && actual && ownershipOf(actual, target) === 'from 1.0');
  if (former === undefined) return;
  throw new UnnamedStageError(
    `${idOf(former)} was created by version 1.0, which knew no stages: take it over first with ` +
      'alr-builder apply and its stage, such as --stage prod',
  );
}
