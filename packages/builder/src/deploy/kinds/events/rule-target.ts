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
import { entryId } from '../../resource/ownership.ts';
import type { ActualResource, DeploymentTarget, Kind } from '../../resource/resource.ts';

/** What a rule invokes. */
export interface RuleTargetSettings {
  /** The ARN of the function or of its alias. */
  readonly function: string;
}

/** Our target of a rule, among those of others; its name is the rule's. */
export const ruleTarget: Kind<RuleTargetSettings> = {
  async read(target, rule): Promise<ActualResource<RuleTargetSettings> | undefined> {
    const found = await findTarget(target, rule);
    return found && { owner: target.project, settings: { function: found.Arn ?? '' }, attributes: {} };
  },

  async create(target, rule, settings) {
    return put(target, rule, settings);
  },

  async update(target, rule, settings) {
    return put(target, rule, settings);
  },

  async remove({ aws, project }, rule) {
    const answer = await aws
      .client(EventBridgeClient)
      .send(new RemoveTargetsCommand({ Rule: rule, Ids: [targetId(project)] }));
    refuseFailures(answer.FailedEntries);
  },
};

async function findTarget({ aws, project }: DeploymentTarget, Rule: string): Promise<Target | undefined> {
  let NextToken: string | undefined;
  do {
    const ask = new ListTargetsByRuleCommand({ Rule, NextToken });
    const page = await undefinedIfNotFound(aws.client(EventBridgeClient).send(ask));
    const found = page?.Targets?.find(({ Id }) => Id === targetId(project));
    if (found !== undefined) return found;
    NextToken = page?.NextToken;
  } while (NextToken !== undefined);
  return undefined;
}

async function put({ aws, project }: DeploymentTarget, Rule: string, settings: RuleTargetSettings) {
  const Targets = [{ Id: targetId(project), Arn: settings.function }];
  const answer = await aws.client(EventBridgeClient).send(new PutTargetsCommand({ Rule, Targets }));
  refuseFailures(answer.FailedEntries);
  return {};
}

/** A target's id has 64 characters at most. */
function targetId(project: string): string {
  return entryId(project, 64);
}

/** EventBridge answers 200 to calls that failed. */
function refuseFailures(failures: readonly PutTargetsResultEntry[] | undefined): void {
  const [failure] = failures ?? [];
  if (failure === undefined) return;
  throw new AwsError(`EventBridge refuses: ${failure.ErrorCode ?? 'no code'}: ${failure.ErrorMessage ?? 'no reason'}`);
}
