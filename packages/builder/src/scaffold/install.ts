import { basename, resolve } from 'node:path';
import { style } from '../terminal/style.ts';
import { type Choices, defaultChoices, functionNameFrom } from './choices.ts';
import { existingChoices } from './existing-project.ts';
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
 * @throws CancelledError
 */
export async function install({ directory, choices, interactive, force, out }: InstallOptions): Promise<void> {
  const root = resolve(directory);
  const existing = await existingChoices(root);
  const known = { ...existing, ...choices };
  const fallback = defaultChoices(functionNameFrom(basename(root)));
  const isNew = existing.handler === undefined;
  const chosen = interactive && isNew ? await ask(known, fallback) : { ...fallback, ...known };

  const written = await writeProject(root, await projectFiles(chosen), { force });
  for (const file of written) out.write(`${describe(file, out)}\n`);
  out.write(nextSteps(written, chosen, directory));
}

async function ask(known: Partial<Choices>, fallback: Choices): Promise<Choices> {
  const { askChoices } = await import('./ask-choices.ts');
  return askChoices(known, fallback);
}

function describe({ path, outcome, kept }: WrittenFile, out: NodeJS.WritableStream): string {
  const meaning = { created: 'success', upgraded: 'success', unchanged: 'detail', 'left alone': 'warning' } as const;
  const notes = { created: '', upgraded: '', unchanged: '', 'left alone': ' (yours)' };
  const keptNote = kept === undefined ? '' : ` (it had been changed: that is kept in ${kept})`;
  return `  ${style(meaning[outcome], outcome.padEnd(10), out)}  ${path}${notes[outcome]}${keptNote}`;
}

function nextSteps(written: readonly WrittenFile[], { packageManager }: Choices, directory: string): string {
  if (!written.some(({ path, outcome }) => path === 'lambda.yaml' && outcome === 'created')) return '';
  const run = packageManager === 'npm' ? 'npx' : 'pnpm exec';
  const steps = [
    ...(resolve(directory) === process.cwd()
      ? []
      : [`cd ${/[^\w./-]/.test(directory) ? JSON.stringify(directory) : directory}`]),
    `${packageManager} install`,
    `${packageManager} test`,
    `${run} alr-builder local`,
    `${run} alr-builder image`,
  ];
  return `\nNext:\n${steps.map((step) => `  ${step}\n`).join('')}`;
}
