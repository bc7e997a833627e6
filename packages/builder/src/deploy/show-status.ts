import type { Configuration } from '../config/configuration.ts';
import { style } from '../terminal/style.ts';
import { observe, openDeploymentTarget, prepare } from './deployment.ts';
import { makePlan, type Plan, type Step } from './plan/plan.ts';
import { changes } from './plan/plan-report.ts';
import { type DeploymentTarget, idOf } from './resource/resource.ts';
import type { Terminal } from './run-target.ts';

/** What is said of a resource, by what would have to be done about it. */
const states = {
  create: 'missing',
  update: 'differs',
  remove: 'no longer wanted',
  leave: 'there',
  keep: 'no longer wanted',
  'not ours': 'there, not ours',
} as const satisfies Record<Step['action'], string>;

/** Shows what is deployed, and whether it is as the configuration says. */
export async function showStatus(
  configuration: Configuration,
  { json }: { readonly json: boolean },
  terminal: Terminal,
): Promise<void> {
  const target = await openDeploymentTarget(configuration, terminal.env);
  const deployment = await prepare(configuration, target, { kind: 'kept' });
  const plan = makePlan(await observe(deployment, false), target.project);
  terminal.stdout.write(json ? statusAsJson(plan, target) : describeStatus(plan, target, terminal.stdout));
}

function describeStatus({ steps }: Plan, target: DeploymentTarget, stream: NodeJS.WritableStream): string {
  const lines = steps.map((step) => {
    const meaning = step.action === 'leave' ? 'success' : step.action === 'create' ? 'error' : 'warning';
    const details = factsOf(step).map(([name, value]) => `\n    ${name}: ${value}`);
    return `${idOf(step)}: ${style(meaning, states[step.action], stream)}${details.join('')}`;
  });
  const differing = changes(steps);
  const verdict = differing === 0 ? 'all is as wanted' : `${differing} not as wanted: alr-builder plan tells how`;
  return `${headline(target)}\n${lines.join('\n')}\n${verdict}\n`;
}

function headline({ project, aws }: DeploymentTarget): string {
  return `project ${project}, account ${aws.account}, ${aws.region}`;
}

/** The settings that are worth a line. */
const shown: Readonly<Record<string, readonly string[]>> = {
  function: ['state', 'image', 'memory', 'timeout', 'architecture'],
  rule: ['schedule', 'state'],
  mapping: ['batchSize', 'partialBatchResponse'],
  'function url': ['authType', 'invokeMode'],
};

/** The attributes that are worth a line. */
const telling: Readonly<Record<string, readonly string[]>> = {
  alias: ['version'],
  mapping: ['state'],
  'function url': ['url'],
};

function factsOf(step: Step): [string, string][] {
  if (!('found' in step)) return [];
  const { settings, attributes, holds } = step.found;
  const ofSettings = Object.entries(settings).filter(([name]) => shown[step.kind]?.includes(name));
  const ofAttributes = Object.entries(attributes).filter(([name]) => telling[step.kind]?.includes(name));
  const facts = [...ofSettings, ...ofAttributes].map(([name, value]): [string, string] => [name, String(value)]);
  return step.kind === 'queue' && holds !== undefined ? [...facts, ['holds', holds]] : facts;
}

function statusAsJson({ steps }: Plan, { project, functionName, aws }: DeploymentTarget): string {
  const resources = steps.map((step) => ({
    kind: step.kind,
    name: step.name,
    state: states[step.action],
    facts: Object.fromEntries(factsOf(step)),
  }));
  const document = {
    project,
    functionName,
    account: aws.account,
    region: aws.region,
    changes: changes(steps),
    resources,
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}
