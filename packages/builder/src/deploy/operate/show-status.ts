import type { Configuration } from '../../config/configuration.ts';
import { printJson } from '../../terminal/print-json.ts';
import { type StyleName, style } from '../../terminal/style.ts';
import type { Terminal } from '../../terminal/terminal.ts';
import { openDeploymentTarget, prepareDeployment, readStates } from '../deployment.ts';
import type { KindName } from '../kinds/kinds.ts';
import { makePlan, type Plan, type Step } from '../plan/plan.ts';
import { countChanges, describeDifferences } from '../plan/plan-report.ts';
import { type DeploymentTarget, describeTarget, idOf } from '../resource/resource.ts';
import { settleRemovals } from '../usage/settle-removals.ts';

/** How a resource is shown, by what a plan would do about it. Programs read `state`. */
const displays = {
  create: { state: 'missing', label: 'missing', style: 'error' },
  update: { state: 'differs', label: 'differs', style: 'warning' },
  remove: { state: 'no longer used', label: 'no longer used', style: 'warning' },
  leave: { state: 'there', label: 'up to date', style: 'success' },
  unused: { state: 'no longer used', label: 'no longer used', style: 'warning' },
  'not ours': { state: 'there, not ours', label: 'exists, but not ours', style: 'warning' },
} as const satisfies Record<Step['action'], { state: string; label: string; style: StyleName }>;

/** Shows what is deployed, and whether it matches the configuration. */
export async function showStatus(
  configuration: Configuration,
  { json }: { readonly json: boolean },
  { stdout, env }: Terminal,
): Promise<void> {
  const target = await openDeploymentTarget(configuration, env);
  const deployment = prepareDeployment(configuration, target);
  const planned = makePlan(await readStates(deployment), target);
  const plan = await settleRemovals(planned, target, { prune: false, deleteMessages: [] });
  if (json) printJson(stdout, statusDocument(plan, target), 2);
  else stdout.write(describeStatus(plan, target, stdout));
}

function describeStatus({ steps }: Plan, { identity, aws }: DeploymentTarget, stream: NodeJS.WritableStream): string {
  const resources = steps.map((step) => {
    const display = displays[step.action];
    const details = detailsOf(step).map(([name, value]) => `${name}: ${value}`);
    const lines = [...details, ...driftOf(step)].map((line) => `\n    ${line}`);
    return `${idOf(step)}: ${style(display.style, display.label, stream)}${lines.join('')}`;
  });
  const differing = countChanges(steps);
  const verdict =
    differing === 0 ? 'everything is up to date' : `changes needed: ${differing}; alr-builder plan shows them`;
  return `project ${identity.project}, stage ${identity.stage}, account ${aws.account}, ${aws.region}\n${resources.join('\n')}\n${verdict}\n`;
}

/** How AWS differs from the configuration, or why something that is no longer used stays. */
function driftOf(step: Step): string[] {
  if (step.action === 'unused') return step.reasons.map((reason) => `it stays, because ${reason}`);
  return describeDifferences(step);
}

type DetailNames = { readonly [Kind in KindName]?: readonly string[] };

/** The settings to show. */
const shownSettings: DetailNames = {
  function: ['state', 'image', 'memory', 'timeout', 'architecture'],
  rule: ['schedule', 'state'],
  mapping: ['batchSize', 'partialBatchResponse'],
  'function url': ['authType', 'invokeMode'],
};

/** The attributes to show. */
const shownAttributes: DetailNames = {
  alias: ['version'],
  mapping: ['state'],
  'function url': ['url'],
};

function detailsOf(step: Step): [string, string][] {
  if (!('actual' in step)) return [];
  const { settings, attributes, holds } = step.actual;
  const ofSettings = Object.entries(settings).filter(([name]) => shownSettings[step.kind]?.includes(name));
  const ofAttributes = Object.entries(attributes).filter(([name]) => shownAttributes[step.kind]?.includes(name));
  const details = [...ofSettings, ...ofAttributes].map(([name, value]): [string, string] => [name, String(value)]);
  return step.kind === 'queue' && holds !== undefined ? [...details, ['holds', holds]] : details;
}

function statusDocument({ steps }: Plan, target: DeploymentTarget): object {
  const resources = steps.map((step) => ({
    kind: step.kind,
    name: step.name,
    state: displays[step.action].state,
    facts: Object.fromEntries(detailsOf(step)),
    ...(driftOf(step).length > 0 && { drift: driftOf(step) }),
  }));
  return { ...describeTarget(target), changes: countChanges(steps), resources };
}
