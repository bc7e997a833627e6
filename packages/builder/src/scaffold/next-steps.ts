import { resolve } from 'node:path';
import { version } from '../package-files.ts';
import { commandsOf, type PackageManager } from '../package-manager/package-managers.ts';
import { shellWord } from '../terminal/text/shell-word.ts';
import { placeholderKey } from './files/lambda-yaml.ts';
import { packageJson } from './files/package-json.ts';
import { sendCommand, sourceOf } from './files/sources.ts';
import type { ManifestGaps } from './manifest-gaps.ts';
import { localCommand, type ProjectSettings } from './settings/settings.ts';

/** What `install` has done. */
export interface InstallResult {
  /** As the user typed it. */
  readonly directory: string;
  readonly settings: ProjectSettings;
  /** What the user's package.json lacks; undefined if the scaffold has written it. */
  readonly gaps: ManifestGaps | undefined;
  /** Whether the project is new, rather than upgraded. */
  readonly isNew: boolean;
  /** Whether the packages are installed. */
  readonly isInstalled: boolean;
}

/** What to do next. */
export interface NextSteps {
  /** The commands to run in a terminal, one after the other. */
  readonly commands: readonly string[];
  /** The command to run in a second terminal, while the function runs in the first one. */
  readonly call: string | undefined;
  /** Another one, which sends something to the source of the trigger's events. */
  readonly send: string | undefined;
  /** The key in lambda.yaml that has to be set before the function is deployed. */
  readonly placeholder: string | undefined;
}

/** Decides what the user has to do after `install`. */
export function nextSteps({ directory, settings, gaps, isNew, isInstalled }: InstallResult): NextSteps {
  const { packageManager } = settings;
  const { install, test } = commandsOf[packageManager];
  const additions = stepsToFill(gaps, packageManager);
  const steps = [
    ...(additions.length > 0 || isInstalled ? additions : [install]),
    ...(isNew && !settings.hasFunction
      ? [gaps?.lacksTestScript ? packageJson(settings, version()).scripts.test : test]
      : []),
    ...(isNew ? [localCommand(settings)] : []),
  ];
  return {
    commands: steps.length > 0 ? [...stepsInto(directory), ...steps] : [],
    // It is not known which function of an existing project to call.
    call: isNew && settings.handlers === undefined ? callOf(settings) : undefined,
    send: isNew && settings.handlers === undefined ? sendCommand(settings) : undefined,
    placeholder: isNew ? placeholderKey(settings.trigger) : undefined,
  };
}

/** The command that calls the running function. */
function callOf(settings: ProjectSettings): string {
  if (['url', 'alb', 'http-api'].includes(settings.trigger)) return 'curl http://127.0.0.1:9000';
  const { run } = commandsOf[settings.packageManager];
  return `${run} alr-builder invoke --local --payload ${shellWord(`@events/${sourceOf(settings).event}.json`)}`;
}

/** The commands that install the packages later. */
export function laterInstallation(directory: string, packageManager: PackageManager): string[] {
  return [...stepsInto(directory), commandsOf[packageManager].install];
}

/** The next steps as text to print. Empty if there is nothing to do. */
export function describeNextSteps(
  { commands, call, send, placeholder }: NextSteps,
  gaps: ManifestGaps | undefined,
): string {
  if (commands.length === 0) return '';
  const lacksNothing = gaps === undefined || stepsToFill(gaps, 'npm').length === 0;
  const heading = lacksNothing ? 'Next:' : 'Next, add what your package.json lacks:';
  const calls = [call, send].filter((each) => each !== undefined);
  const lines = calls.map((each) => `  ${each}\n`).join('');
  const inSecond = lines === '' ? '' : `\nWhile that runs, in a second terminal:\n${lines}`;
  const advice =
    placeholder === undefined
      ? ''
      : `\nBefore you deploy, set ${placeholder} in lambda.yaml: its value is only a placeholder.\n`;
  return `\n${heading}\n${commands.map((step) => `  ${step}\n`).join('')}${inSecond}${advice}`;
}

function stepsInto(directory: string): string[] {
  return resolve(directory) === process.cwd() ? [] : [`cd ${pathOperand(directory)}`];
}

/** The commands that add to a package.json what it lacks. */
export function stepsToFill(gaps: ManifestGaps | undefined, packageManager: PackageManager): string[] {
  if (gaps === undefined) return [];
  const { add, addForDevelopment } = commandsOf[packageManager];
  const { dependencies, devDependencies } = gaps;
  return [
    ...(dependencies.length > 0 ? [`${add} ${dependencies.join(' ')}`] : []),
    ...(devDependencies.length > 0 ? [`${addForDevelopment} ${devDependencies.join(' ')}`] : []),
  ];
}

/** A path as an operand of a command: after a dash, it would be an option, and "-" is the previous directory. */
function pathOperand(path: string): string {
  return shellWord(path.startsWith('-') ? `./${path}` : path);
}
