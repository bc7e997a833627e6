import { EventBridgeClient, ListTargetsByRuleCommand } from '@aws-sdk/client-eventbridge';
import { entryId, formerEntryId } from '../resource/ids.ts';
import type { FindUsers } from './user.ts';

/** The targets of a rule that are not ours. */
export const ruleUsers: FindUsers = async ({ aws, identity }, { name }) => {
  const ours = [entryId(identity), formerEntryId(identity.project, 64)];
  // A rule has at most five targets.
  const { Targets = [] } = await aws.client(EventBridgeClient).send(new ListTargetsByRuleCommand({ Rule: name }));
  return Targets.filter(({ Id = '' }) => !ours.includes(Id)).map(({ Id, Arn }) => ({
    description: `target ${Id} (${Arn})`,
  }));
};
