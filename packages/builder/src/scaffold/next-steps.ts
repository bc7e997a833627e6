import { resolve } from 'node:path';
import { version } from '../version.ts';
import type { Choices } from './choices.ts';
import { exampleIn } from './lambda-yaml.ts';
import type { Lacking } from './own-manifest.ts';
import { packageJson } from './package-json.ts';

/** What has been scaffolded. */
export interface Scaffold {
  /** As it was typed. */
  readonly directory: string;
  readonly choices: Choices;
  /** What the package.json lacks, where it is the user's own. */
  readonly lacking: Lacking | undefined;
  /** Whether the project is new, and not brought up to date. */
  readonly isFirst: boolean;
}

/** What to type next, as text; nothing where a project is complete and its user knows the way. */
export function nextSteps({ directory, choices, lacking, isFirst }: Scaffold): string {
  const { packageManager } = choices;
  const run = packageManager === 'npm' ? 'npx' : 'pnpm exec';
  const isComplete = lacking === undefined || addSteps(lacking, packageManager).length === 0;
  if (isComplete && !isFirst) return '';
  const test = lacking?.test ? packageJson(choices, version()).scripts.test : `${packageManager} test`;
  const steps = [
    ...(resolve(directory) === process.cwd() ? [] : [`cd ${quoted(directory)}`]),
    ...(isComplete ? [`${packageManager} install`] : addSteps(lacking, packageManager)),
    ...(isFirst ? [test, `${run} alr-builder local`, `${run} alr-builder image`] : []),
  ];
  const intro = isComplete ? 'Next:' : 'Next, as package.json is yours, and lacks something:';
  const example = isFirst ? exampleIn(choices.trigger) : undefined;
  const advice =
    example === undefined ? '' : `\nBefore you deploy, change ${example} in lambda.yaml: it is an example.\n`;
  return `\n${intro}\n${steps.map((step) => `  ${step}\n`).join('')}${advice}`;
}

/** The commands that put into a package.json what it lacks. */
function addSteps(lacking: Lacking, packageManager: Choices['packageManager']): string[] {
  const add = packageManager === 'npm' ? 'npm install' : 'pnpm add';
  const { dependencies, devDependencies, type } = lacking;
  return [
    ...(type ? [`${packageManager} pkg set type=module`] : []),
    ...(dependencies.length > 0 ? [`${add} ${dependencies.join(' ')}`] : []),
    ...(devDependencies.length > 0 ? [`${add} --save-dev ${devDependencies.join(' ')}`] : []),
  ];
}

function quoted(directory: string): string {
  return /[^\w./-]/.test(directory) ? JSON.stringify(directory) : directory;
}
