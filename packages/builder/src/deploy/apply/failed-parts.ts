import { ExpectedError } from '../../terminal/expected-error.ts';
import { type DeploymentPart, nameOfPart } from '../desired/deployment-part.ts';

/** What became of a part of a deployment. */
export type PartOutcome =
  | { readonly state: 'done' }
  | { readonly state: 'failed'; readonly reason: string }
  /** Another part had to be done before it, and was not. */
  | { readonly state: 'not started'; readonly reason: string };

/** What became of each part of a deployment. */
export type PartOutcomes = ReadonlyMap<DeploymentPart, PartOutcome>;

/** Some parts of a deployment with several functions failed. */
export class FailedPartsError extends ExpectedError {
  readonly outcomes: PartOutcomes;

  constructor(outcomes: PartOutcomes, errors: readonly unknown[]) {
    super(describeOutcomes(outcomes), { cause: new AggregateError(errors) });
    this.outcomes = outcomes;
  }

  override get name(): string {
    return 'FailedPartsError';
  }
}

/** Says what is deployed, what failed and why, and what was not started and why. */
function describeOutcomes(outcomes: PartOutcomes): string {
  const all = [...outcomes];
  const functions = all.filter(([{ role }]) => role === 'function');
  const done = functions.filter(([, { state }]) => state === 'done').map(([part]) => part.target.identity.function);
  const failed = all.flatMap(([part, outcome]) => (outcome.state === 'failed' ? [{ part, ...outcome }] : []));
  const waiting = all.flatMap(([part, outcome]) => (outcome.state === 'not started' ? [{ part, ...outcome }] : []));
  const verb = done.length === 1 ? 'is' : 'are';
  return [
    `${done.length} of ${functions.length} functions ${verb} up to date${done.length === 0 ? '' : `: ${done.join(', ')}`}`,
    ...failed.map(({ part, reason }) => `  failed: ${nameOfPart(part)}: ${reason}`),
    ...[...Map.groupBy(waiting, ({ reason }) => reason)].map(
      ([reason, group]) => `  not started, because ${reason}: ${group.map(({ part }) => nameOfPart(part)).join('; ')}`,
    ),
    'remove the cause, then run the command again: it continues with what is missing',
  ].join('\n');
}
