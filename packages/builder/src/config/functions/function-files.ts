import { MAIN_FUNCTION } from '../configuration.ts';
import { isKeyPath, type KeyPath } from '../keys/keys.ts';
import { functionScope, pathInPart, triggerScope } from '../keys/scopes.ts';
import {
  type ConfigurationFile,
  type FilePart,
  type FunctionPart,
  mergeParts,
  type RawText,
  type TriggerPart,
} from '../read/configuration-file.ts';
import type { Location, Problem } from '../read/problem.ts';
import { join } from '../read/suggestions.ts';
import { generatedNames, type NamedTrigger, nameTriggers } from './names.ts';
import { inUserTerms } from './user-terms.ts';

/** A function of a configuration file. */
export interface FunctionFile {
  readonly name: string;
  readonly location: Location;
  /** The key that it had before. */
  readonly was: RawText | undefined;
  /** Whether it is one of `functions`. If not, it is the only function of the file. */
  readonly isNamed: boolean;
  /** What invokes it; one of the type `none` if nothing does. */
  readonly triggers: readonly TriggerFile[];
  /**
   * Replaces the paths of keys in a text by those that the user wrote.
   *
   * @param trigger the place of the trigger that is meant; by default, any of them can be
   */
  inUserTerms(text: string, trigger?: number): string;
}

/** A trigger of a function. */
export interface TriggerFile extends Pick<NamedTrigger, 'name' | 'qualifier'> {
  /** The function and this trigger in the form of a file for one function with one trigger. */
  readonly content: ConfigurationFile;
  /** The defaults that are generated from the names of the project, the stage and the function. */
  readonly generated: ReadonlyMap<KeyPath, string>;
  /** Replaces the paths of keys in a text by those that the user wrote. */
  inUserTerms(text: string): string;
}

/**
 * Splits a file into its functions, and these into their triggers, so that each can be validated like a file for one
 * function.
 *
 * @param problems receives what belongs to another place of the file
 */
export function functionFiles(file: ConfigurationFile, stage: string, problems: Problem[]): FunctionFile[] {
  if (file.functions === undefined) return [onlyFunction(file, problems)];
  const settings = new Map([...file.settings].filter(([path]) => !isOfFunction(path)));
  const shared = { ...file, settings };
  reportMisplaced(file, problems);
  const project = projectOf(file, problems);
  return [...file.functions].map(([name, part]) => namedFunction(name, part, shared, { project, stage }, problems));
}

function onlyFunction(file: ConfigurationFile, problems: Problem[]): FunctionFile {
  const { location, triggers } = file;
  reportBoth(file, triggers, 'trigger', problems);
  const isList = triggers !== undefined;
  const files = nameTriggers(triggers ?? [triggerOf(file)], 'triggers', problems).map((trigger, index) => {
    const shown = (path: string) => (isList ? pathInTrigger(path, `triggers[${index}]`) : undefined) ?? path;
    return triggerFile(file, trigger, new Map(), shown);
  });
  return functionFile({ name: MAIN_FUNCTION, location, was: undefined, isNamed: false, triggers: files });
}

function namedFunction(
  name: string,
  part: FunctionPart,
  shared: ConfigurationFile,
  { project, stage }: { readonly project: string; readonly stage: string },
  problems: Problem[],
): FunctionFile {
  const { location, was } = part;
  const prefix = `functions.${name}`;
  reportBoth(part, part.triggers, `${prefix}.trigger`, problems);
  const own = new Map([['lambda', location] as const, ['image', location] as const, ...part.sections]);
  const whole = { ...shared, ...mergeParts(shared, { ...part, sections: own }), location };
  const base = [project, stage, was?.text ?? name].join('-');
  const hasTrigger = part.sections.has('trigger');
  const parts = part.triggers ?? [hasTrigger ? triggerOf(part) : noTrigger(location)];
  const named = nameTriggers(parts.length === 0 ? [noTrigger(location)] : parts, `${prefix}.triggers`, problems);
  const triggers = named.map((trigger, index) => {
    const triggerPrefix = part.triggers === undefined ? `${prefix}.trigger` : `${prefix}.triggers[${index}]`;
    const shown = (path: string) => {
      const ofTrigger = pathInTrigger(path, triggerPrefix);
      if (ofTrigger !== undefined) return ofTrigger;
      const inFunction = pathInPart(path, functionScope);
      const isShared = isKeyPath(path) && shared.settings.has(path) && !part.settings.has(path);
      return inFunction === undefined || isShared ? path : join(prefix, inFunction);
    };
    return triggerFile(whole, trigger, generatedNames(base, project, trigger), shown);
  });
  return functionFile({ name, location, was, isNamed: true, triggers });
}

function functionFile(file: Omit<FunctionFile, 'inUserTerms'>): FunctionFile {
  const { triggers } = file;
  const inUserTermsOfFirst = (text: string) => triggers[0]?.inUserTerms(text) ?? text;
  return {
    ...file,
    inUserTerms: (text, trigger) => {
      if (trigger !== undefined) return triggers[trigger]?.inUserTerms(text) ?? text;
      const found = inUserTermsOfFirst(text);
      // It is not known which of them is meant.
      return triggers.length > 1 ? found.replaceAll('triggers[0]', 'triggers[]') : found;
    },
  };
}

/** What only a function can have, if there are functions. */
const ofFunctions: Readonly<Record<string, string>> = {
  'image.handler': 'belongs to a function: set functions.NAME.handler',
  'lambda.name': 'belongs to a function: set functions.NAME.name',
  'role.name': 'belongs to a function, because each has its own role: set functions.NAME.role.name',
  trigger: 'belongs to a function: set functions.NAME.triggers',
};

function isOfFunction(path: KeyPath): boolean {
  return path.startsWith('trigger.') || Object.hasOwn(ofFunctions, path);
}

function reportMisplaced({ settings, sections, triggers }: ConfigurationFile, problems: Problem[]): void {
  for (const [path, message] of Object.entries(ofFunctions)) {
    const location = (isKeyPath(path) ? settings.get(path)?.location : undefined) ?? sections.get(path);
    if (location !== undefined) problems.push({ location, message: `${path} ${message}` });
  }
  const location = triggers?.[0]?.location;
  if (location !== undefined)
    problems.push({ location, message: 'triggers belong to a function: set functions.NAME.triggers' });
}

function projectOf({ settings, location }: ConfigurationFile, problems: Problem[]): string {
  const setting = settings.get('project');
  if (setting?.kind === 'text' && setting.text !== '') return setting.text;
  const message = 'project is missing: with functions, it is a part of all names';
  problems.push({ location: setting?.location ?? location, message });
  return '';
}

/** The key `trigger` of a part. */
function triggerOf({ location, settings, sections }: FilePart): TriggerPart {
  const own = [...settings].filter(([path]) => path.startsWith('trigger.'));
  return { location: sections.get('trigger') ?? location, settings: new Map(own), sections, name: undefined };
}

function noTrigger(location: Location): TriggerPart {
  const settings = new Map([['trigger.type', { kind: 'text', text: 'none', location }]] as const);
  return { location, settings, sections: new Map(), name: undefined };
}

function reportBoth(
  { sections }: FilePart,
  triggers: readonly TriggerPart[] | undefined,
  path: string,
  problems: Problem[],
): void {
  const location = sections.get('trigger');
  if (triggers === undefined || location === undefined) return;
  problems.push({ location, message: `there are both ${path} and ${path}s: move the trigger into the list` });
}

/** The path of a key of a trigger as the user wrote it; undefined for other keys. */
function pathInTrigger(path: string, prefix: string): string | undefined {
  if (!path.startsWith('trigger.')) return undefined;
  const inTrigger = pathInPart(path, triggerScope);
  return inTrigger === undefined ? undefined : join(prefix, inTrigger);
}

function triggerFile(
  whole: ConfigurationFile,
  { part, name, qualifier }: NamedTrigger,
  generated: ReadonlyMap<KeyPath, string>,
  shown: (path: string) => string,
): TriggerFile {
  const others = [...whole.settings].filter(([path]) => !path.startsWith('trigger.'));
  const sections = [...whole.sections, ...part.sections, ['trigger', part.location] as const];
  return {
    name,
    qualifier,
    content: { ...whole, settings: new Map([...others, ...part.settings]), sections: new Map(sections) },
    generated,
    inUserTerms: (text) => inUserTerms(text, shown),
  };
}
