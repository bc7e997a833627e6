import { DisableRuleCommand, EnableRuleCommand, EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { explainAwsError } from '../../aws/aws-error.ts';
import type { Configuration } from '../../config/configuration.ts';
import { UsageError } from '../../terminal/expected-error.ts';
import type { Terminal } from '../../terminal/terminal.ts';
import { NotOursError, readOurs } from '../actual/read-ours.ts';
import { removalsOf, removeResources } from '../apply/remove-resources.ts';
import { openDeploymentTarget, prepareDeployment, readStates } from '../deployment.ts';
import { ruleArn } from '../kinds/events/rule.ts';
import { type DeploymentTarget, idOf } from '../resource/resource.ts';
import type { Removal } from '../usage/user.ts';

/**
 * Enables, disables or deletes the rule of the schedule.
 *
 * @throws {UsageError} the function has another trigger
 * @throws {NotOursError} the rule does not exist, or belongs to others
 */
export async function changeRule(
  configuration: Configuration,
  action: 'enable' | 'disable' | 'delete',
  terminal: Terminal,
): Promise<void> {
  const { trigger } = configuration;
  if (trigger.type !== 'eventbridge') {
    throw new UsageError(`the function has no rule: trigger.type is ${trigger.type}, not eventbridge`);
  }
  const target = await openDeploymentTarget(configuration, terminal.env);
  await readOurs(target, { kind: 'rule', name: trigger.ruleName });
  if (action === 'delete') await deleteRule(configuration, target, trigger.ruleName);
  else await switchRule(target, trigger.ruleName, action);
  terminal.stdout.write(`${action}d rule ${trigger.ruleName}\n`);
  const desired = trigger.ruleState === 'ENABLED' ? 'enable' : 'disable';
  if (action === desired) return;
  terminal.stdout.write(`the next alr-builder apply makes it ${trigger.ruleState} again (trigger.rule_state)\n`);
}

async function switchRule({ aws }: DeploymentTarget, Name: string, action: 'enable' | 'disable'): Promise<void> {
  const events = aws.client(EventBridgeClient);
  try {
    if (action === 'enable') await events.send(new EnableRuleCommand({ Name }));
    else await events.send(new DisableRuleCommand({ Name }));
  } catch (error) {
    throw explainAwsError(error, `${action} rule ${Name}`);
  }
}

async function deleteRule(configuration: Configuration, target: DeploymentTarget, rule: string): Promise<void> {
  const deployment = prepareDeployment(configuration, target);
  const removals = removalsOf(await readStates(deployment), target).filter((removal) =>
    isOfRule(removal, rule, target),
  );
  await removeResources(removals, target, (removal, state) => {
    if (state instanceof Error) throw state;
    if (typeof state !== 'object') return;
    throw new NotOursError(`${idOf(removal)} was not deleted, because ${state.reasons.join(', and ')}`);
  });
}

/** Whether something is the rule, or lets it invoke the function. */
function isOfRule({ kind, name, actual }: Removal, rule: string, { aws }: DeploymentTarget): boolean {
  if (kind === 'rule' || kind === 'rule target') return name === rule;
  return kind === 'permission' && 'source' in actual.settings && actual.settings.source === ruleArn({ aws }, rule);
}
