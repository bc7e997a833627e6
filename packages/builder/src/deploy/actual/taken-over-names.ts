import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { arnOf, nameOf } from '../../aws/arn.ts';
import type { Aws } from '../../aws/connection.ts';
import { undefinedIfNotFound } from '../../aws/not-found.ts';
import type { Configuration, Project, QueueSettings, Trigger } from '../../config/configuration.ts';
import { nameOfRule } from '../../config/triggers/eventbridge.ts';
import { ExpectedError } from '../../terminal/expected-error.ts';
import { partsOfRuleName } from '../kinds/events/rule.ts';
import { mappingsOfFunction } from '../kinds/function/event-source-mappings.ts';
import { functionOfLogGroup } from '../kinds/function/log-group.ts';
import type { KindName, ResourceKey } from '../kinds/kinds.ts';
import { queue as queueKind } from '../kinds/queue/queue.ts';
import { role as roleKind } from '../kinds/role/role.ts';
import { type Identity, isOurs } from '../resource/identity.ts';
import type { DeploymentTarget } from '../resource/resource.ts';
import { keyOfArn } from './discover.ts';
import { type TaggedArn, taggedArns } from './tagged-arns.ts';

/**
 * Gives the functions with a former name the names that they have in AWS, unless the configuration writes others: a
 * function and a queue cannot be renamed.
 */
export async function withTakenOverNames(project: Project, aws: Aws): Promise<Project> {
  if (project.functions.every(({ was }) => was === undefined)) return project;
  const arns = await taggedArns(aws, project.project);
  const functions = await Promise.all(project.functions.map((each) => takeOver(each, arns, aws)));
  checkOrigins(functions);
  const names = new Set(project.selected.map((each) => each.function));
  return { ...project, functions, selected: functions.filter((each) => names.has(each.function)) };
}

/** The same for one function. */
export async function withTakenOverName(configuration: Configuration, aws: Aws): Promise<Configuration> {
  if (configuration.was === undefined) return configuration;
  return takeOver(configuration, await taggedArns(aws, configuration.project), aws);
}

/** The entries of a renamed function have ids with its first name, which those of another function would have too. */
function checkOrigins(functions: readonly Configuration[]): void {
  for (const { function: name, origin } of functions) {
    if (origin === undefined || !functions.some((each) => each.function === origin)) continue;
    throw new ReusedNameError(
      `functions.${name} was called ${origin} at first, and its parts in AWS still are: choose another name for ` +
        `functions.${origin}`,
    );
  }
}

/** A function has the first name of another one. */
export class ReusedNameError extends ExpectedError {
  override get name(): string {
    return 'ReusedNameError';
  }
}

async function takeOver(original: Configuration, arns: readonly TaggedArn[], aws: Aws): Promise<Configuration> {
  const { was, project, stage, function: name, isStageNamed, lambda, generated } = original;
  if (was === undefined) return original;
  const ours = arns.filter(({ owner }) => isOurs({ owner }, { identity: { project, stage, function: name, was } }));
  const origin = ours.find((each) => each.origin !== undefined && each.origin !== was)?.origin;
  const configuration = origin === undefined ? original : withOrigin(original, origin);
  const identity: Identity = { project, stage, function: name, was, origin };
  const owned = ours.flatMap(({ arn }) => keyOfArn(arn) ?? []);
  const functionName = generated.has('lambda.name') ? onlyFunction(owned, lambda.name) : lambda.name;
  const target: DeploymentTarget = { aws, identity, isStageNamed, functionName };
  const role = generated.has('role.name') ? await roleOf(target) : undefined;
  const kept = [...generated].filter((key) => role === undefined || key !== 'role.name');
  return {
    ...configuration,
    lambda: { ...lambda, name: functionName },
    role: { ...configuration.role, name: role ?? configuration.role.name },
    generated: new Set(kept),
    triggers: await withSources(configuration, target, owned),
  };
}

/** Derives the generated names from the first name instead of the last one. */
function withOrigin(configuration: Configuration, origin: string): Configuration {
  const { project, stage, was } = configuration;
  const [base, first] = [[project, stage, was].join('-'), [project, stage, origin].join('-')];
  const renamed = (text: string) => (text.startsWith(base) ? first + text.slice(base.length) : text);
  const triggers = configuration.triggers.map((trigger): Trigger => {
    if (!trigger.hasGeneratedName) return trigger;
    if ('queue' in trigger) {
      const { queue } = trigger;
      const isDerived = queue.dlq.name.startsWith(queue.name);
      const dlq = isDerived ? { ...queue.dlq, name: renamed(queue.dlq.name) } : queue.dlq;
      return { ...trigger, queue: { ...queue, name: renamed(queue.name), dlq } };
    }
    if (trigger.type === 'eventbridge') return { ...trigger, ruleName: renamed(trigger.ruleName) };
    if (trigger.type === 'scheduler') return { ...trigger, scheduleName: renamed(trigger.scheduleName) };
    return trigger;
  });
  return { ...configuration, origin, triggers };
}

/** The only function of ours, judging by the tags of functions, or else of log groups. */
function onlyFunction(owned: readonly ResourceKey[], generated: string): string {
  const logged = namesOf(owned, 'log group').flatMap((group) => functionOfLogGroup(group) ?? []);
  const tagged = namesOf(owned, 'function');
  const names = tagged.length > 0 ? tagged : logged;
  const [only = generated, ...others] = names;
  return others.length > 0 ? generated : only;
}

function namesOf(keys: readonly ResourceKey[], kind: KindName): string[] {
  return [...new Set(keys.filter((key) => key.kind === kind).map(({ name }) => name))];
}

/** The role of the function, if it is ours. */
async function roleOf(target: DeploymentTarget): Promise<string | undefined> {
  const get = new GetFunctionConfigurationCommand({ FunctionName: target.functionName });
  const role = (await undefinedIfNotFound(target.aws.client(LambdaClient).send(get)))?.Role;
  if (role === undefined) return undefined;
  const name = nameOf(role);
  return isOurs(await roleKind.read(target, name, undefined), target) ? name : undefined;
}

/** Replaces a generated name of a queue or a rule, if it is clear which one of those that exist is meant. */
async function withSources(
  { triggers }: Configuration,
  target: DeploymentTarget,
  owned: readonly ResourceKey[],
): Promise<Trigger[]> {
  const mappings = await mappingsOfFunction(target.aws, target.functionName);
  const queues = mappings
    .map(({ source }) => nameOf(source))
    .filter((name) => mappings.some(({ source }) => source === arnOf(target.aws, 'sqs', name)));
  const queue = onlyMissing(queues, triggers, (trigger) => ('queue' in trigger ? trigger.queue.name : undefined));
  const rule = onlyMissing(namesOf(owned, 'rule'), triggers, (trigger) =>
    trigger.type === 'eventbridge' ? nameOfRule(trigger) : undefined,
  );
  return Promise.all(
    triggers.map(async (trigger): Promise<Trigger> => {
      if (!trigger.hasGeneratedName) return trigger;
      if ('queue' in trigger && trigger === queue?.trigger) {
        return { ...trigger, queue: await queueNamed(queue.name, trigger.queue, target) };
      }
      if (trigger.type === 'eventbridge' && trigger === rule?.trigger)
        return { ...trigger, ruleName: partsOfRuleName(rule.name).rule };
      return trigger;
    }),
  );
}

/** The only trigger whose source does not exist, and the only source that no trigger names. */
function onlyMissing(
  sources: readonly string[],
  triggers: readonly Trigger[],
  nameOfTrigger: (trigger: Trigger) => string | undefined,
): { readonly trigger: Trigger; readonly name: string } | undefined {
  const names = triggers.map(nameOfTrigger);
  const [trigger, ...others] = triggers.filter((each) => {
    const name = nameOfTrigger(each);
    return name !== undefined && !sources.includes(name);
  });
  const [name, ...more] = sources.filter((each) => !names.includes(each));
  if (trigger === undefined || name === undefined || others.length > 0 || more.length > 0) return undefined;
  return { trigger, name };
}

async function queueNamed(name: string, settings: QueueSettings, target: DeploymentTarget): Promise<QueueSettings> {
  const redrive = (await queueKind.read(target, name, undefined))?.settings.redrive;
  const dlq = redrive ? { ...settings.dlq, name: nameOf(redrive.queue) } : settings.dlq;
  return { ...settings, name, dlq };
}
