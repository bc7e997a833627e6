import { existsSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { displayPath, readFileIfExists } from '../config/read/read-files.ts';
import { findWorkspace } from '../image/workspace.ts';
import { version } from '../package-files.ts';
import { style } from '../terminal/style.ts';
import { detectSettings, isScaffolded } from './existing-project.ts';
import { findManifestGaps, type ManifestGaps } from './manifest-gaps.ts';
import { nextSteps } from './next-steps.ts';
import { packageJson } from './package-json.ts';
import { projectFiles } from './project-files.ts';
import { defaultSettings, functionNameFrom, type ProjectSettings } from './settings.ts';
import { type WrittenFile, writeProject } from './write-project.ts';

export interface InstallOptions {
  readonly directory: string;
  /** The settings from the command line. */
  readonly settings: Partial<ProjectSettings>;
  /** Whether to prompt for the other settings. */
  readonly interactive: boolean;
  readonly force: boolean;
  readonly out: NodeJS.WritableStream;
}

/**
 * Scaffolds a project, or upgrades an existing one, and reports what it did with each file.
 *
 * @throws {CancelledError} the user cancelled a prompt
 * @throws {FileError} a file cannot be read or written
 * @throws {ManifestError} there is an invalid package.json; then nothing is written
 * @throws {HandlerError} `image.handler` in the project's configuration is invalid; then nothing is written
 */
export async function install(options: InstallOptions): Promise<void> {
  const { directory, interactive, force, out } = options;
  const root = resolve(directory);
  const detected = await detectSettings(root);
  const known = { ...detected, ...options.settings };
  const defaults = defaultSettings(functionNameFrom(basename(root)));
  const isConfigured = detected.handler !== undefined;
  const settings = interactive && !isConfigured ? await prompt(known, defaults) : { ...defaults, ...known };
  const gaps = await gapsInManifest(root, settings);

  const isUpgrade = await isScaffolded(root);
  // A lambda.yaml would take precedence over the existing lambda.env.
  const usesEnv = existsSync(join(root, 'lambda.env')) && !existsSync(join(root, 'lambda.yaml'));
  const files = (await projectFiles(settings, { directory: root, workspace: await findWorkspace(root) })).filter(
    ({ path }) => path !== 'lambda.yaml' || !usesEnv,
  );
  for await (const file of writeProject(root, files, { isUpgrade, force })) out.write(`${describe(file, out)}\n`);
  if (usesEnv)
    out.write('  lambda.env configures this project; to migrate it to lambda.yaml, run alr-builder generate-yaml\n');
  out.write(nextSteps({ directory, settings, gaps, isNew: !isUpgrade }));
}

async function prompt(known: Partial<ProjectSettings>, defaults: ProjectSettings): Promise<ProjectSettings> {
  const { promptForSettings } = await import('./prompt-for-settings.ts');
  return promptForSettings(known, defaults);
}

/** What an existing package.json lacks; undefined if there is none, because the scaffold then writes it. */
async function gapsInManifest(root: string, settings: ProjectSettings): Promise<ManifestGaps | undefined> {
  const path = join(root, 'package.json');
  const text = await readFileIfExists(path);
  return text === undefined ? undefined : findManifestGaps(text, packageJson(settings, version()), displayPath(path));
}

const outcomeStyles = {
  created: 'success',
  upgraded: 'success',
  unchanged: 'detail',
  kept: 'warning',
  skipped: 'detail',
} as const;
const outcomeNotes = {
  created: '',
  upgraded: '',
  unchanged: '',
  kept: ' (yours)',
  skipped: ' (yours, and you removed it)',
} as const;

function describe({ path, outcome, backup }: WrittenFile, out: NodeJS.WritableStream): string {
  const backupNote = backup === undefined ? '' : ` (your changes are kept in ${backup})`;
  return `  ${style(outcomeStyles[outcome], outcome.padEnd(9), out)}  ${path}${outcomeNotes[outcome]}${backupNote}`;
}
