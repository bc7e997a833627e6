import { style } from '../../terminal/style.ts';
import { kindOf } from '../kinds/kinds.ts';
import { GIVEN_TAG, removedTags } from '../resource/given-tags.ts';
import type { Tags } from '../resource/ownership.ts';
import { type DeploymentTarget, type Found, idOf, isReference } from '../resource/resource.ts';
import type { SettingChange } from './diff.ts';
import type { Plan, Step } from './plan.ts';

const signs = { create: '+', update: '~', remove: '-', leave: '=', keep: '=', 'not ours': '!' } as const;
const meanings = { '+': 'success', '~': 'warning', '-': 'error', '=': 'detail', '!': 'warning' } as const;

/** A plan for people: what is to be done, and why, and last how much that is. */
export function describePlan({ steps }: Plan, stream: NodeJS.WritableStream): string {
  const lines = steps.filter(({ action }) => action !== 'leave').flatMap((step) => describeStep(step, stream));
  return `${[...lines, summary(steps)].join('\n')}\n`;
}

function describeStep(step: Step, stream: NodeJS.WritableStream): string[] {
  const sign = signs[step.action];
  const differences = 'differences' in step ? step.differences : [];
  return [
    `${style(meanings[sign], sign, stream)} ${idOf(step)}${summaryOf(step)}${remark(step)}`,
    ...differences.flatMap((difference) => describeDifference(step, difference)).map((line) => `    ${line}`),
  ];
}

/** What a resource is there for, where its name doesn't tell. */
function summaryOf(step: Step): string {
  const settings = 'wanted' in step ? step.wanted.settings : step.found.settings;
  const summary = kindOf(step.kind).summary?.(settings);
  return summary === undefined ? '' : ` (${summary})`;
}

function remark(step: Step): string {
  switch (step.action) {
    case 'remove':
      return step.found.holds === undefined ? '' : `, and ${step.found.holds} with it`;
    case 'keep':
      return ': no longer wanted; kept for what is in it until alr-builder lambda-teardown';
    case 'not ours':
      return `: ${ownerOf(step.found)}, ${step.differences.length === 0 ? 'used as it is' : 'left as it is, though it differs:'}`;
    case 'create':
    case 'update':
    case 'leave':
      return '';
  }
}

function ownerOf({ owner }: Found): string {
  return owner === undefined ? 'not ours' : `belongs to the project ${owner}`;
}

/** What changes of a setting; of a table of values, which ones. Secrets are named, never shown. */
function describeDifference({ kind }: Step, { setting, from, to }: SettingChange): string[] {
  const isSecret = kindOf(kind).secret?.includes(setting) ?? false;
  if (isList(from) && isList(to)) {
    const gone = from.filter((item) => !to.includes(item)).map((item) => `${setting}: - ${item}`);
    return [...gone, ...to.filter((item) => !from.includes(item)).map((item) => `${setting}: + ${item}`)];
  }
  if (!isTable(from) || !isTable(to)) return [`${setting}: ${isSecret ? 'changes' : `${show(from)} → ${show(to)}`}`];
  // Of the tags, those of others stay, and the note that tells them apart is nobody's business.
  const gone = setting === 'tags' ? removedTags(from as Tags, to as Tags) : [];
  const isLeftAlone = (name: string) => name === GIVEN_TAG || (to[name] === undefined && !gone.includes(name));
  return [...new Set([...Object.keys(from), ...Object.keys(to)])].flatMap((name) => {
    const [before, after] = [from[name], to[name]];
    if (show(before) === show(after) || (setting === 'tags' && isLeftAlone(name))) return [];
    const label = `${setting}.${name}`;
    if (!isSecret) return [`${label}: ${show(before)} → ${show(after)}`];
    return [`${label}: ${before === undefined ? 'new' : after === undefined ? 'goes' : 'another value'}`];
  });
}

function isList(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

function isTable(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isReference(value);
}

function show(value: unknown): string {
  if (value === undefined || value === null) return 'none';
  if (isReference(value)) return `(known after ${value.to})`;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function summary(steps: readonly Step[]): string {
  const count = (...actions: Step['action'][]) => steps.filter(({ action }) => actions.includes(action)).length;
  const parts = [
    [count('create'), 'to create'],
    [count('update'), 'to change'],
    [count('remove'), 'to remove'],
    [count('not ours'), 'not ours'],
    [count('leave', 'keep'), 'as wanted'],
  ] as const;
  const text = parts.filter(([number]) => number > 0).map(([number, what]) => `${number} ${what}`);
  return changes(steps) === 0 ? `nothing to do: ${text.join(', ') || 'no resources'}` : text.join(', ');
}

/** How many steps of a plan change something. */
export function changes(steps: readonly Step[]): number {
  return steps.filter(({ action }) => action === 'create' || action === 'update' || action === 'remove').length;
}

/** A plan for programs, as JSON. Secrets are left out of it. */
export function planAsJson(plan: Plan, target: DeploymentTarget): string {
  return `${JSON.stringify(planDocument(plan, target), undefined, 2)}\n`;
}

/** What was done, and what came of it, for programs: the plan and the addresses of the image and the function's URL. */
export function outcomeAsJson(
  plan: Plan,
  target: DeploymentTarget,
  addresses: Readonly<Record<string, string>>,
): string {
  return `${JSON.stringify({ ...planDocument(plan, target), addresses }, undefined, 2)}\n`;
}

function planDocument({ steps }: Plan, { project, functionName, aws }: DeploymentTarget): object {
  return {
    project,
    functionName,
    account: aws.account,
    region: aws.region,
    changes: changes(steps),
    steps: steps.map((step) => ({
      action: step.action,
      kind: step.kind,
      name: step.name,
      ...('differences' in step && { differences: step.differences.map((difference) => asJson(step, difference)) }),
    })),
  };
}

function asJson({ kind }: Step, { setting, from, to }: SettingChange): object {
  if (kindOf(kind).secret?.includes(setting)) return { setting, secret: true };
  return { setting, from, to: isReference(to) ? { knownWhen: to.to } : to };
}
