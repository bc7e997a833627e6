import { isDeepStrictEqual } from 'node:util';
import { style } from '../../terminal/style.ts';
import { type DeploymentPart, nameOfPart } from '../desired/deployment-part.ts';
import { type KindName, kindOf } from '../kinds/kinds.ts';
import { CONFIGURED_TAGS_TAG, tagsToRemove } from '../resource/configured-tags.ts';
import { describeOwner } from '../resource/identity.ts';
import { type ActualResource, describeTarget, idOf, isReference } from '../resource/resource.ts';
import type { Tags } from '../resource/tags.ts';
import type { SettingChange } from './diff.ts';
import { queueWithNewFilter } from './dropped-messages.ts';
import { isChange } from './operations.ts';
import type { Plan, Step } from './plan.ts';
import type { PartStep } from './plan-parts.ts';

const signs = { create: '+', update: '~', remove: '-', leave: '=', unused: '=', 'not ours': '!' } as const;
const styles = { '+': 'success', '~': 'warning', '-': 'error', '=': 'detail', '!': 'warning' } as const;

/** Describes a plan for people: each step with its reasons, then a summary. Steps that change nothing are left out. */
export function describePlan({ steps }: Pick<Plan, 'steps'>, stream: NodeJS.WritableStream): string {
  const lines = steps.filter(({ action }) => action !== 'leave').flatMap((step) => describeStep(step, stream));
  return `${[...lines, summarize(steps)].join('\n')}\n`;
}

/**
 * Describes the plans of several parts for people, each under its name, then a summary of all. A project with a single
 * function needs no names.
 */
export function describePlans(steps: readonly PartStep[], stream: NodeJS.WritableStream): string {
  const all = steps.map(({ step }) => step);
  const parts = new Set(steps.map(({ part }) => part));
  const hasNames = [...parts].some((part) => part.role === 'retired' || isNamed(part));
  if (!hasNames) return describePlan({ steps: all }, stream);
  const sections = [...parts].flatMap((part) => {
    const own = steps.filter((each) => each.part === part && each.step.action !== 'leave');
    if (own.length === 0) return [];
    return [
      style('heading', nameOfPart(part), stream),
      ...own.flatMap(({ step }) => describeStep(step, stream).map((line) => `  ${line}`)),
      '',
    ];
  });
  return `${[...sections, ...summarizeFunctions(steps), summarize(all)].join('\n')}\n`;
}

/** How many of several functions change, because the list of the changes can be long. */
function summarizeFunctions(steps: readonly PartStep[]): string[] {
  const ofFunctions = steps.filter(({ part }) => part.role !== 'shared');
  const functions = new Set(ofFunctions.map(({ part }) => part));
  const changing = new Set(ofFunctions.filter(({ step }) => isChange(step)).map(({ part }) => part));
  if (functions.size === 1 || changing.size === 0) return [];
  return [`changes in ${changing.size} of ${functions.size} functions`];
}

function isNamed(part: DeploymentPart): boolean {
  return part.role === 'function' && part.configuration.isNamed;
}

function describeStep(step: Step, stream: NodeJS.WritableStream): string[] {
  const sign = signs[step.action];
  return [
    `${style(styles[sign], sign, stream)} ${idOf(step)}${purposeOf(step)}${remarkOn(step)}`,
    ...[...describeDifferences(step), ...consequencesOf(step)].map((line) => `    ${line}`),
  ];
}

/** Describes how AWS differs from the configuration, one line for each setting or entry. */
export function describeDifferences(step: Step): string[] {
  const differences = 'differences' in step ? step.differences : [];
  return differences.flatMap((difference) => describeDifference(step, difference));
}

/** What a step means besides the settings that it changes. */
function consequencesOf(step: Step): string[] {
  const queue = queueWithNewFilter(step);
  return queue === undefined ? [] : [`Lambda deletes the messages of queue ${queue} that match no filter`];
}

/** What a resource is for, if its name does not say so. */
function purposeOf(step: Step): string {
  const settings = 'desired' in step ? step.desired.settings : step.actual.settings;
  const purpose = kindOf(step.kind).summary?.(settings);
  return purpose === undefined ? '' : ` (${purpose})`;
}

function remarkOn(step: Step): string {
  switch (step.action) {
    case 'remove':
      return step.actual.holds === undefined ? '' : `, including ${step.actual.holds}`;
    case 'unused':
      return `: no longer used; ${adviceOn(step.reasons, step.actual)}`;
    case 'not ours': {
      const isDifferent = step.differences.length > 0;
      return `: ${describeForeign(step)}, ${isDifferent ? 'left unchanged, although it differs:' : 'used unchanged'}`;
    }
    case 'create':
    case 'update':
    case 'leave':
      return '';
  }
}

function describeForeign({ kind, actual: { owner }, isExisting }: Extract<Step, { action: 'not ours' }>): string {
  if (isExisting) return 'exists according to the configuration';
  if (owner !== undefined) return `belongs to ${describeOwner(owner)}`;
  return `not created by this project${countsAsExisting.has(kind) ? ', so it counts as existing' : ''}`;
}

/** The kinds of resources that are used if nobody owns them, even if the configuration does not say that they exist. */
const countsAsExisting: ReadonlySet<KindName> = new Set(['queue', 'topic', 'role']);

/** How to remove what is no longer used, or why that is impossible now. */
function adviceOn(reasons: readonly string[], { holds }: ActualResource): string {
  if (reasons.length > 0) return `it stays, because ${reasons.join(', and ')}`;
  return `alr-builder apply --prune deletes it${holds === undefined ? '' : `, including ${holds}`}`;
}

/** Describes how a setting changes, for a list or a table entry by entry. The values of secrets are not shown. */
function describeDifference(step: Step, { setting, from, to }: SettingChange): string[] {
  const { kind } = step;
  const isSecret = kindOf(kind).secret?.includes(setting) ?? false;
  if (isList(from) && isList(to)) {
    const removed = from.filter((item) => !to.includes(item)).map((item) => `${setting}: - ${item}`);
    return [...removed, ...to.filter((item) => !from.includes(item)).map((item) => `${setting}: + ${item}`)];
  }
  if (kind === 'alias' && setting === 'revision') return [describeNewVersion(step, to)];
  if (!isTable(from) || !isTable(to)) return [`${setting}: ${isSecret ? 'changed' : `${show(from)} → ${show(to)}`}`];
  const [before, after] = [new Map(Object.entries(from)), new Map(Object.entries(to))];
  const isHidden = setting === 'tags' ? hiddenTags(from as Tags, to as Tags) : () => false;
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((name) => {
    const [old, next] = [before.get(name) ?? undefined, after.get(name) ?? undefined];
    if (isDeepStrictEqual(old, next) || isHidden(name)) return [];
    const label = `${setting}.${name}`;
    if (!isSecret) return [`${label}: ${show(old)} → ${show(next)}`];
    return [`${label}: ${old === undefined ? 'added' : next === undefined ? 'removed' : 'changed'}`];
  });
}

/** An alias moves to the version of what the function becomes, or of what it is already, such as after a rollback. */
function describeNewVersion(step: Step, to: unknown): string {
  const version = 'actual' in step ? step.actual.attributes.version : undefined;
  return `version: ${show(version)} → ${isReference(to) ? 'a new one' : 'the latest'}`;
}

/** Other people's tags stay, and the tag that lists ours is an implementation detail. */
function hiddenTags(from: Tags, to: Tags): (name: string) => boolean {
  const removed = tagsToRemove(from, to);
  return (name) => name === CONFIGURED_TAGS_TAG || (!Object.hasOwn(to, name) && !removed.includes(name));
}

function isList(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

function isTable(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isReference(value);
}

function show(value: unknown): string {
  if (value === undefined || value === null) return 'none';
  if (isReference(value)) return `(known after ${value.id})`;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function summarize(steps: readonly Step[]): string {
  const count = (wanted: Step['action']) => steps.filter(({ action }) => action === wanted).length;
  const parts = [
    [count('create'), 'to create'],
    [count('update'), 'to change'],
    [count('remove'), 'to remove'],
    [count('not ours'), 'not ours'],
    [count('unused'), 'no longer used'],
    [count('leave'), 'up to date'],
  ] as const;
  const text = parts.filter(([number]) => number > 0).map(([number, what]) => `${number} ${what}`);
  return countChanges(steps) === 0 ? `nothing to do: ${text.join(', ') || 'no resources'}` : text.join(', ');
}

/** Counts the steps of a plan that change something. */
export function countChanges(steps: readonly Step[]): number {
  return steps.filter(isChange).length;
}

/** What a deployment has done, apart from its plan. */
export interface Outcome {
  /** The addresses of the image and the function's URL. */
  readonly addresses: Readonly<Record<string, string>>;
  /** What was to be removed, but turned out to be in use or to have messages. */
  readonly kept: readonly { readonly kind: string; readonly name: string; readonly reasons: readonly string[] }[];
}

/** A plan for programs, without the values of secrets. */
export function planDocument(steps: readonly PartStep[]): object {
  return {
    ...describeParts(steps.map(({ part }) => part)),
    changes: countChanges(steps.map(({ step }) => step)),
    steps: steps.map(({ step, part }) => ({
      ...functionOf(part),
      action: step.action,
      kind: step.kind,
      name: step.name,
      ...('actual' in step && step.actual.contents && { contents: step.actual.contents }),
      ...(step.action === 'unused' && { reasons: step.reasons }),
      ...(consequencesOf(step).length > 0 && { consequences: consequencesOf(step) }),
      ...('differences' in step && { differences: step.differences.map((difference) => asJson(step, difference)) }),
    })),
  };
}

/** What the documents for programs say of the deployment as a whole. */
export function describeParts(all: readonly DeploymentPart[]): object {
  const parts = [...new Set(all)];
  const functions = parts.filter((part) => part.role === 'function');
  const [first] = functions;
  const target = (first ?? parts[0])?.target;
  if (target === undefined) return {};
  if (first !== undefined && !first.configuration.isNamed) return describeTarget(target);
  const { functionName: _, ...place } = describeTarget(target);
  const names = functions.map((part) => [part.target.identity.function, part.target.functionName]);
  return { ...place, functions: Object.fromEntries(names) };
}

/** The function that something belongs to, if the project has functions with names. */
export function functionOf(part: DeploymentPart): { readonly function?: string } {
  return part.role === 'retired' || isNamed(part) ? { function: part.target.identity.function } : {};
}

function asJson({ kind }: Step, { setting, from, to }: SettingChange): object {
  if (kindOf(kind).secret?.includes(setting)) return { setting, secret: true };
  return { setting, from, to: isReference(to) ? { knownWhen: to.id } : to };
}
