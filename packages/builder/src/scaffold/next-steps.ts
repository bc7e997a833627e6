import { resolve } from 'node:path';
import { version } from '../package-files.ts';
import { shellWord } from '../terminal/shell-word.ts';
import { placeholderKey } from './lambda-yaml.ts';
import type { ManifestGaps } from './manifest-gaps.ts';
import { packageJson } from './package-json.ts';
import type { ProjectSettings } from './settings.ts';

/** What `install` has done. */
export interface InstallResult {
  /** As the user typed it. */
  readonly directory: string;
  readonly settings: ProjectSettings;
  /** What the user's package.json lacks; undefined if the scaffold has written it. */
  readonly gaps: ManifestGaps | undefined;
  /** Whether the project is new, rather than upgraded. */
  readonly isNew: boolean;
}

/** The commands to run next, as text to print. Empty after an upgrade that leaves nothing to do. */
export function nextSteps({ directory, settings, gaps, isNew }: InstallResult): string {
  const { packageManager } = settings;
  const run = packageManager === 'npm' ? 'npx' : 'pnpm exec';
  const isComplete = gaps === undefined || stepsToFill(gaps, packageManager).length === 0;
  if (isComplete && !isNew) return '';
  const test = gaps?.lacksTestScript ? packageJson(settings, version()).scripts.test : `${packageManager} test`;
  const steps = [
    ...(resolve(directory) === process.cwd() ? [] : [`cd ${pathOperand(directory)}`]),
    ...(isComplete ? [`${packageManager} install`] : stepsToFill(gaps, packageManager)),
    ...(isNew ? [test, `${run} alr-builder local`, `${run} alr-builder image`] : []),
  ];
  const heading = isComplete ? 'Next:' : 'Next, add what your package.json lacks:';
  const key = isNew ? placeholderKey(settings.trigger) : undefined;
  const advice =
    key === undefined ? '' : `\nBefore you deploy, set ${key} in lambda.yaml: its value is only a placeholder.\n`;
  return `\n${heading}\n${steps.map((step) => `  ${step}\n`).join('')}${advice}`;
}

/** The commands that add to a package.json what it lacks. */
function stepsToFill(gaps: ManifestGaps, packageManager: ProjectSettings['packageManager']): string[] {
  const add = packageManager === 'npm' ? 'npm install' : 'pnpm add';
  const { dependencies, devDependencies, lacksModuleType } = gaps;
  return [
    ...(lacksModuleType ? [`${packageManager} pkg set type=module`] : []),
    ...(dependencies.length > 0 ? [`${add} ${dependencies.join(' ')}`] : []),
    ...(devDependencies.length > 0 ? [`${add} --save-dev ${devDependencies.join(' ')}`] : []),
  ];
}

/** A path as an operand of a command: after a dash, it would be an option, and "-" is the previous directory. */
function pathOperand(path: string): string {
  return shellWord(path.startsWith('-') ? `./${path}` : path);
}
