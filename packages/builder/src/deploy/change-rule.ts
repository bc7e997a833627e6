import { DisableRuleCommand, EnableRuleCommand, EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { explainAwsError } from '../aws/aws-error.ts';
import type { Configuration } from '../config/configuration.ts';
import { ExpectedError, UsageError } from '../terminal/expected-error.ts';
import { removalsOf, teardown } from './apply/teardown.ts';
import { observe, openDeploymentTarget, prepare } from './deployment.ts';
import { rule } from './kinds/events/rule.ts';
import type { KindName } from './kinds/kinds.ts';
import type { DeploymentTarget } from './resource/resource.ts';
import type { Terminal } from './run-target.ts';

/** There is no rule of ours to change. */
export class NoRuleError extends ExpectedError {
  override get name(): string {
    return 'NoRuleError';
  }
}

const partsOfRule: readonly KindName[] = ['rule', 'rule target', 'permission'];

/**
 * Enables, disables or deletes the rule of the schedule.
 *
 * @throws UsageError where the trigger is another; NoRuleError where the rule isn't there or isn't ours.
 */
export async function changeRule(
  configuration: Configuration,
  action: 'enable' | 'disable' | 'delete',
  terminal: Terminal,
): Promise<void> {
  const { trigger } = configuration;
  if (trigger.type !== 'eventbridge') {
    throw new UsageError(`there is no rule: trigger.type is ${trigger.type}, not eventbridge`);
  }
  const target = await openDeploymentTarget(configuration, terminal.env);
  await refuseForeignRule(target, trigger.ruleName);
  if (action === 'delete') await deleteRule(configuration, target);
  else await switchRule(target, trigger.ruleName, action);
  terminal.stdout.write(`${action}d rule ${trigger.ruleName}\n`);
  const wanted = trigger.ruleState === 'ENABLED' ? 'enable' : 'disable';
  if (action !== wanted) terminal.stdout.write(`apply makes it ${trigger.ruleState} again (trigger.rule_state)\n`);
}

async function refuseForeignRule(target: DeploymentTarget, name: string): Promise<void> {
  const found = await rule.read(target, name, undefined).catch((error: unknown) => {
    throw explainAwsError(error, `read rule ${name}`);
  });
  if (found === undefined) throw new NoRuleError(`there is no rule ${name} yet: alr-builder apply makes it`);
  if (found.owner === target.project) return;
  throw new NoRuleError(`the rule ${name} isn't ours: it carries no tag alr:project=${target.project}`);
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
  const deployment = await prepare(configuration, target, { kind: 'kept' });
  const removals = removalsOf(await observe(deployment, false), target.project);
  const ofRule = removals.filter(({ kind }) => partsOfRule.includes(kind));
  await teardown(ofRule, target, (_removal, state) => {
    if (state instanceof Error) throw state;
  });
}
