import {
  EventBridgeClient,
  ListTargetsByRuleCommand,
  PutTargetsCommand,
  type PutTargetsResultEntry,
  RemoveTargetsCommand,
  type Target,
} from '@aws-sdk/client-eventbridge';
import { AwsError } from '../../../aws/aws-error.ts';
import { undefinedIfNotFound } from '../../../aws/not-found.ts';
import { entryId } from '../../resource/ids.ts';
import type { ActualResource, DeploymentTarget, Kind } from '../../resource/resource.ts';

/** The target that a rule invokes. */
export interface RuleTargetSettings {
  /** The ARN of the function or of its alias. */
  readonly function: string;
}

/** Our target of a rule, which may have targets of others. The resource's name is that of the rule. */
export const ruleTarget: Kind<RuleTargetSettings> = {
  async read(target, rule): Promise<ActualResource<RuleTargetSettings> | undefined> {
    const entry = await findTarget(target, rule);
    return entry && { owner: target.identity, settings: { function: entry.Arn ?? '' }, attributes: {} };
  },

  async create(target, rule, settings) {
    return put(target, rule, settings);
  },

  async update(target, rule, settings) {
    return put(target, rule, settings);
  },

  async remove({ aws, identity }, rule) {
    const response = await aws
      .client(EventBridgeClient)
      .send(new RemoveTargetsCommand({ Rule: rule, Ids: [entryId(identity)] }));
    checkFailedEntries(response.FailedEntries);
  },
};

async function findTarget({ aws, identity }: DeploymentTarget, Rule: string): Promise<Target | undefined> {
  let NextToken: string | undefined;
  do {
    const list = new ListTargetsByRuleCommand({ Rule, NextToken });
    const page = await undefinedIfNotFound(aws.client(EventBridgeClient).send(list));
    const match = page?.Targets?.find(({ Id }) => Id === entryId(identity));
    if (match !== undefined) return match;
    NextToken = page?.NextToken;
  } while (NextToken !== undefined);
  return undefined;
}

async function put({ aws, identity }: DeploymentTarget, Rule: string, settings: RuleTargetSettings) {
  const Targets = [{ Id: entryId(identity), Arn: settings.function }];
  const response = await aws.client(EventBridgeClient).send(new PutTargetsCommand({ Rule, Targets }));
  checkFailedEntries(response.FailedEntries);
  return {};
}

/**
 * EventBridge returns status 200 for calls that failed.
 *
 * @throws {AwsError} an entry failed
 */
function checkFailedEntries(failures: readonly PutTargetsResultEntry[] | undefined): void {
  const [failure] = failures ?? [];
  if (failure === undefined) return;
  throw new AwsError(
    `EventBridge rejected the target: ${failure.ErrorCode ?? 'no code'}: ${failure.ErrorMessage ?? 'no reason'}`,
  );
}
