import { existsSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { displayName, readIfThere } from '../config/read/read-files.ts';
import { style } from '../terminal/style.ts';
import { version } from '../version.ts';
import { type Choices, defaultChoices, functionNameFrom } from './choices.ts';
import { existingChoices, isScaffolded } from './existing-project.ts';
import { nextSteps } from './next-steps.ts';
import { type Lacking, lackingIn } from './own-manifest.ts';
import { packageJson } from './package-json.ts';
import { projectFiles } from './project-files.ts';
import { type WrittenFile, writeProject } from './write-project.ts';

/** How to scaffold. */
export interface InstallOptions {
  readonly directory: string;
  /** What was said on the command line. */
  readonly choices: Partial<Choices>;
  /** Whether there is somebody to ask for the rest. */
  readonly interactive: boolean;
  readonly force: boolean;
  readonly out: NodeJS.WritableStream;
}

/**
 * Scaffolds a project, or brings an older scaffold up to date, and tells what it did with each file.
 *
 * @throws CancelledError, FileError
 * @throws ManifestError where there is a package.json that can't be read; nothing is written then.
 */
export async function install({ directory, choices, interactive, force, out }: InstallOptions): Promise<void> {
  const root = resolve(directory);
  const existing = await existingChoices(root);
  const known = { ...existing, ...choices };
  const fallback = defaultChoices(functionNameFrom(basename(root)));
  const isNew = existing.handler === undefined;
  const chosen = interactive && isNew ? await ask(known, fallback) : { ...fallback, ...known };
  const lacking = await lackingInManifest(root, chosen);

  const isUpgrade = await isScaffolded(root);
  // A lambda.yaml would be read in place of the lambda.env that is there.
  const isByEnv = existsSync(join(root, 'lambda.env')) && !existsSync(join(root, 'lambda.yaml'));
  const files = (await projectFiles(chosen)).filter(({ path }) => path !== 'lambda.yaml' || !isByEnv);
  for await (const file of writeProject(root, files, { isUpgrade, force })) out.write(`${describe(file, out)}\n`);
  if (isByEnv) out.write('  lambda.env configures the project; alr-builder generate-yaml makes a lambda.yaml of it\n');
  out.write(nextSteps({ directory, choices: chosen, lacking, isFirst: !isUpgrade }));
}

async function ask(known: Partial<Choices>, fallback: Choices): Promise<Choices> {
  const { askChoices } = await import('./ask-choices.ts');
  return askChoices(known, fallback);
}

/** What the package.json that is there lacks; undefined where there is none, and the scaffold's own is written. */
async function lackingInManifest(root: string, choices: Choices): Promise<Lacking | undefined> {
  const path = join(root, 'package.json');
  const text = await readIfThere(path);
  return text === undefined ? undefined : lackingIn(text, packageJson(choices, version()), displayName(path));
}

const meanings = {
  created: 'success',
  upgraded: 'success',
  unchanged: 'detail',
  'left alone': 'warning',
  'left out': 'detail',
} as const;
const notes = {
  created: '',
  upgraded: '',
  unchanged: '',
  'left alone': ' (yours)',
  'left out': ' (yours, and you have removed it)',
} as const;

function describe({ path, outcome, kept }: WrittenFile, out: NodeJS.WritableStream): string {
  const keptNote = kept === undefined ? '' : ` (it had been changed: that is kept in ${kept})`;
  return `  ${style(meanings[outcome], outcome.padEnd(10), out)}  ${path}${notes[outcome]}${keptNote}`;
}
