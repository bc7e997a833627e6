import { DisableRuleCommand, EnableRuleCommand, EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { explainAwsError } from '../../aws/aws-error.ts';
import type { Configuration, Project } from '../../config/configuration.ts';
import { describeMissingTrigger } from '../../config/functions/select-functions.ts';
import { nameOfRule } from '../../config/triggers/eventbridge.ts';
import { UsageError } from '../../terminal/expected-error.ts';
import type { Terminal } from '../../terminal/terminal.ts';
import { NotOursError, readOurs } from '../actual/read-ours.ts';
import { taggedArns } from '../actual/tagged-arns.ts';
import { removeResources } from '../apply/remove-resources.ts';
import { deploymentTargetOf, functionPart, openProject, readPart } from '../deployment.ts';
import { ruleArn, ruleKey } from '../kinds/events/rule.ts';
import { removalsOf } from '../plan/removals.ts';
import { type DeploymentTarget, idOf } from '../resource/resource.ts';
import type { Removal } from '../usage/users/user.ts';

/**
 * Enables, disables or deletes the rules of the schedules.
 *
 * @throws {UsageError} no function has a schedule
 * @throws {NotOursError} a rule does not exist, or belongs to others
 */
export async function changeRule(
  original: Project,
  action: 'enable' | 'disable' | 'delete',
  terminal: Terminal,
): Promise<void> {
  if (rulesOf(original).length === 0) throw new UsageError(describeMissingTrigger(original, 'rule', ['eventbridge']));
  const { project, aws } = await openProject(original, terminal.env);
  for (const { configuration, name, state } of rulesOf(project)) {
    const target = deploymentTargetOf(configuration, aws);
    await readOurs(target, { kind: 'rule', name });
    if (action === 'delete') await deleteRule(configuration, target, name);
    else await switchRule(target, name, action);
    terminal.stdout.write(`${action}d rule ${name}\n`);
    const desired = state === 'ENABLED' ? 'enable' : 'disable';
    if (action === desired) continue;
    const key = configuration.inUserTerms('trigger.rule_state');
    terminal.stdout.write(`the next alr-builder apply makes it ${state} again (${key})\n`);
  }
}

interface ConfiguredRule {
  readonly configuration: Configuration;
  readonly name: string;
  readonly state: string;
}

/** The rules of all schedules of the selected functions. */
function rulesOf({ selected }: Project): ConfiguredRule[] {
  return selected.flatMap((configuration) =>
    configuration.triggers.flatMap((trigger) =>
      trigger.type === 'eventbridge' ? [{ configuration, name: nameOfRule(trigger), state: trigger.ruleState }] : [],
    ),
  );
}

async function switchRule({ aws }: DeploymentTarget, name: string, action: 'enable' | 'disable'): Promise<void> {
  const events = aws.client(EventBridgeClient);
  try {
    if (action === 'enable') await events.send(new EnableRuleCommand(ruleKey(name)));
    else await events.send(new DisableRuleCommand(ruleKey(name)));
  } catch (error) {
    throw explainAwsError(error, `${action} rule ${name}`);
  }
}

async function deleteRule(configuration: Configuration, target: DeploymentTarget, rule: string): Promise<void> {
  const arns = await taggedArns(target.aws, target.identity.project);
  const states = await readPart(functionPart(configuration, target.aws), arns);
  const removals = removalsOf(states, target).filter((removal) => isOfRule(removal, rule, target));
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
