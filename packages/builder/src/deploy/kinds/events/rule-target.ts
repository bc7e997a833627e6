import {
  EventBridgeClient,
  ListTargetsByRuleCommand,
  PutTargetsCommand,
  type PutTargetsResultEntry,
  RemoveTargetsCommand,
  type Target,
} from '@aws-sdk/client-eventbridge';
import { unlessAbsent } from '../../../aws/absence.ts';
import { AwsError } from '../../../aws/aws-error.ts';
import { entryId } from '../../resource/ownership.ts';
import type { Found, Kind, Site } from '../../resource/resource.ts';

/** What a rule invokes. */
export interface RuleTargetSettings {
  /** The ARN of the function or of its alias. */
  readonly function: string;
}

/** Our target of a rule, among those of others; its name is the rule's. */
export const ruleTarget: Kind<RuleTargetSettings> = {
  async read(site, rule): Promise<Found<RuleTargetSettings> | undefined> {
    const target = await findTarget(site, rule);
    return target && { owner: site.project, settings: { function: target.Arn ?? '' }, attributes: {} };
  },

  async create(site, rule, settings) {
    return put(site, rule, settings);
  },

  async update(site, rule, settings) {
    return put(site, rule, settings);
  },

  async remove({ aws, project }, rule) {
    const answer = await aws
      .client(EventBridgeClient)
      .send(new RemoveTargetsCommand({ Rule: rule, Ids: [targetId(project)] }));
    refuseFailures(answer.FailedEntries);
  },
};

async function findTarget({ aws, project }: Site, Rule: string): Promise<Target | undefined> {
  let NextToken: string | undefined;
  do {
    const ask = new ListTargetsByRuleCommand({ Rule, NextToken });
    const page = await unlessAbsent(aws.client(EventBridgeClient).send(ask));
    const found = page?.Targets?.find(({ Id }) => Id === targetId(project));
    if (found !== undefined) return found;
    NextToken = page?.NextToken;
  } while (NextToken !== undefined);
  return undefined;
}

async function put({ aws, project }: Site, Rule: string, settings: RuleTargetSettings) {
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
