import { formatOf } from '../../config/keys/formats.ts';
import type { TriggerType } from '../../config/keys/trigger-keys.ts';
import { commandsOf, type PackageManager } from '../../package-manager/package-managers.ts';

/** The languages of a scaffolded function. */
export const languages = ['typescript', 'javascript'] as const;

/** The settings of a scaffolded project: given as options, detected in an existing project, prompted for or defaulted. */
export interface ProjectSettings {
  /** The name of the function, from which the names of its resources are derived. */
  readonly name: string;
  readonly trigger: TriggerType;
  /** Whether there is a handler class for every event source, not only for the trigger. */
  readonly allSources: boolean;
  readonly language: (typeof languages)[number];
  readonly packageManager: PackageManager;
  /** The value of `image.handler`, or the handler of the first of several functions. */
  readonly handler: string;
  /** The handlers of a project with `functions`. */
  readonly handlers?: readonly string[];
  /** Whether the project has a function, so that none is written. */
  readonly hasFunction: boolean;
  /** Whether `package.json` says nothing of ES modules, so that the names of files have to: `.mts` and `.mjs`. */
  readonly namesModules: boolean;
}

/** The handler of the function that the scaffold writes. */
export const SCAFFOLDED_HANDLER = 'src/app.MyLambda';

/** The extension of the function and its test. */
export function extensionOf({ language, namesModules }: Pick<ProjectSettings, 'language' | 'namesModules'>): string {
  return `${namesModules ? 'm' : ''}${language === 'typescript' ? 'ts' : 'js'}`;
}

/** The command that runs the function and restarts it after each change. */
export function localCommand(settings: ProjectSettings): string {
  return `${commandsOf[settings.packageManager].run} alr-builder local --watch${frontOption(settings)}`;
}

/** The option with which the function gets the events of its trigger over HTTP, after a blank. */
export function frontOption({ trigger }: ProjectSettings): string {
  return trigger === 'alb' || trigger === 'http-api' ? ` --front ${trigger}` : '';
}

/** The settings that apply unless the user chooses others. */
export function defaultSettings(name: string): ProjectSettings {
  return {
    name,
    trigger: 'none',
    allSources: false,
    language: 'typescript',
    packageManager: 'npm',
    handler: SCAFFOLDED_HANDLER,
    hasFunction: false,
    namesModules: false,
  };
}

/** Derives a function name from a directory name, replacing what Lambda does not accept with dashes. */
export function functionNameFrom(directory: string): string {
  const name = directory.replace(/[^A-Za-z0-9_-]+/g, '-').replace(/^-+|-+$/g, '');
  return name.slice(0, 64) || 'lambda-handler';
}

/** Derives a name that repositories, buckets and npm packages accept too: lower-case letters, digits, single dashes. */
export function resourceName(functionName: string): string {
  const name = functionName
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  return name.length < 2 ? `function-${name}`.replace(/-$/, '') : name;
}

/** Returns what a function name must be instead, or undefined if it is valid. */
export function validateName(name: string | undefined): string | undefined {
  const { pattern, expected } = formatOf('function name');
  return new RegExp(pattern, 'u').test(name ?? '') ? undefined : `must be ${expected}`;
}
