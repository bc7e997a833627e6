import { DisableRuleCommand, EnableRuleCommand, EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { explainAwsError } from '../aws/aws-error.ts';
import type { Configuration } from '../config/configuration.ts';
import { ExpectedError, UsageError } from '../terminal/expected-error.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { readResource } from './actual/inspect.ts';
import { removalsOf, removeResources } from './apply/remove-resources.ts';
import { openDeploymentTarget, prepareDeployment, readStates } from './deployment.ts';
import type { KindName } from './kinds/kinds.ts';
import { describeOwner, isOurs } from './resource/identity.ts';
import type { DeploymentTarget } from './resource/resource.ts';

/** The rule does not exist, or belongs to others. */
export class NoRuleError extends ExpectedError {
  override get name(): string {
    return 'NoRuleError';
  }
}

const kindsOfRule: readonly KindName[] = ['rule', 'rule target', 'permission'];

/**
 * Enables, disables or deletes the rule of the schedule.
 *
 * @throws {UsageError} the function has another trigger
 * @throws {NoRuleError} the rule does not exist, or belongs to others
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
  await checkRule(target, trigger.ruleName);
  if (action === 'delete') await deleteRule(configuration, target);
  else await switchRule(target, trigger.ruleName, action);
  terminal.stdout.write(`${action}d rule ${trigger.ruleName}\n`);
  const desired = trigger.ruleState === 'ENABLED' ? 'enable' : 'disable';
  if (action === desired) return;
  terminal.stdout.write(`the next alr-builder apply makes it ${trigger.ruleState} again (trigger.rule_state)\n`);
}

async function checkRule(target: DeploymentTarget, name: string): Promise<void> {
  const actual = await readResource(target, { kind: 'rule', name });
  if (isOurs(actual, target)) return;
  if (actual === undefined) {
    throw new NoRuleError(`the rule ${name} does not exist yet: create it with alr-builder apply`);
  }
  throw new NoRuleError(`the rule ${name} is not ours: it does not have the tags of ${describeOwner(target.identity)}`);
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

async function deleteRule(configuration: Configuration, target: DeploymentTarget): Promise<void> {
  const deployment = prepareDeployment(configuration, target);
  const removals = removalsOf(await readStates(deployment), target);
  const ofRule = removals.filter(({ kind }) => kindsOfRule.includes(kind));
  await removeResources(ofRule, target, (_removal, state) => {
    if (state instanceof Error) throw state;
  });
}
