import type { Aws } from '../../aws/connection.ts';
import type { Project } from '../../config/configuration.ts';
import { printJson } from '../../terminal/print-json.ts';
import { type StyleName, style } from '../../terminal/style.ts';
import type { Terminal } from '../../terminal/terminal.ts';
import { openProject, prepareDeployment, readParts } from '../deployment.ts';
import { nameOfPart } from '../desired/deployment-part.ts';
import { resolveParameters } from '../desired/resolve-parameters.ts';
import type { KindName } from '../kinds/kinds.ts';
import type { Step } from '../plan/plan.ts';
import { type PartStep, planParts, stepsOf } from '../plan/plan-parts.ts';
import { countChanges, describeDifferences, describeParts, functionOf } from '../plan/plan-report.ts';
import { idOf } from '../resource/resource.ts';
import { settleParts } from '../usage/settle-removals.ts';

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
  original: Project,
  { json }: { readonly json: boolean },
  { stdout, env }: Terminal,
): Promise<void> {
  const open = await openProject(original, env);
  const { aws } = open;
  const project = await resolveParameters(open.project, aws);
  const plans = planParts(await readParts(prepareDeployment(project, aws)), { removes: 'all' });
  const steps = stepsOf(await settleParts(plans, { prune: false, deleteMessages: [] }));
  if (json) printJson(stdout, statusDocument(steps), 2);
  else stdout.write(describeStatus(steps, project, aws, stdout));
}

function describeStatus(
  steps: readonly PartStep[],
  { project, stage }: Project,
  { account, region }: Aws,
  stream: NodeJS.WritableStream,
): string {
  const resources = steps.map(({ step, part }, index) => {
    const display = displays[step.action];
    const details = detailsOf(step).map(([name, value]) => `${name}: ${value}`);
    const lines = [...details, ...driftOf(step)].map((line) => `\n    ${line}`);
    const isFirst = functionOf(part).function !== undefined && steps[index - 1]?.part !== part;
    const heading = isFirst ? `\n${style('heading', nameOfPart(part), stream)}\n` : '';
    return `${heading}${idOf(step)}: ${style(display.style, display.label, stream)}${lines.join('')}`;
  });
  const differing = countChanges(steps.map(({ step }) => step));
  const verdict =
    differing === 0 ? 'everything is up to date' : `changes needed: ${differing}; alr-builder plan shows them`;
  return `project ${project}, stage ${stage}, account ${account}, ${region}\n${resources.join('\n')}\n${verdict}\n`;
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
  'http api': ['url'],
};

function detailsOf(step: Step): [string, string][] {
  if (!('actual' in step)) return [];
  const { settings, attributes, holds } = step.actual;
  const ofSettings = Object.entries(settings).filter(
    ([name, value]) => value !== null && shownSettings[step.kind]?.includes(name),
  );
  const ofAttributes = Object.entries(attributes).filter(([name]) => shownAttributes[step.kind]?.includes(name));
  const details = [...ofSettings, ...ofAttributes].map(([name, value]): [string, string] => [name, String(value)]);
  return step.kind === 'queue' && holds !== undefined ? [...details, ['holds', holds]] : details;
}

function statusDocument(steps: readonly PartStep[]): object {
  const resources = steps.map(({ step, part }) => ({
    ...functionOf(part),
    kind: step.kind,
    name: step.name,
    state: displays[step.action].state,
    facts: Object.fromEntries(detailsOf(step)),
    ...(driftOf(step).length > 0 && { drift: driftOf(step) }),
  }));
  const changes = countChanges(steps.map(({ step }) => step));
  return { ...describeParts(steps.map(({ part }) => part)), changes, resources };
}
