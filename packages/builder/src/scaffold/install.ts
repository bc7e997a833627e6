import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join, resolve } from 'node:path';
import { displayPath, readFileIfExists } from '../config/read/read-files.ts';
import { findWorkspace } from '../image/context/workspace.ts';
import { version } from '../package-files.ts';
import { packageManagerIn } from '../package-manager/package-managers.ts';
import { printJson } from '../terminal/print-json.ts';
import { findFunction, hasModule } from './existing-function.ts';
import { detectSettings, isScaffolded } from './existing-project.ts';
import { FileReport } from './file-report.ts';
import { packageJson } from './files/package-json.ts';
import { HandlerError, projectFiles } from './files/project-files.ts';
import { LAUNCH_FILE, TASKS_FILE, vscodeAdvice } from './files/vscode.ts';
import { type WrittenFile, writeProject } from './files/write-project.ts';
import { canInitializeGit, initializeGit } from './git.ts';
import { installPackages } from './install-packages.ts';
import { findManifestGaps, type ManifestGaps } from './manifest-gaps.ts';
import { describeNextSteps, laterInstallation, nextSteps, stepsToFill } from './next-steps.ts';
import { defaultSettings, functionNameFrom, type ProjectSettings, SCAFFOLDED_HANDLER } from './settings/settings.ts';

/** What to scaffold, and where. */
export interface InstallOptions {
  readonly directory: string;
  /** The settings from the command line. */
  readonly settings: Partial<ProjectSettings>;
  /** The package manager that runs this program, if one does, as in `npm_config_user_agent`. */
  readonly userAgent?: string | undefined;
  /** Whether to prompt for the other settings. */
  readonly interactive: boolean;
  readonly force: boolean;
  /** Whether to install the packages. */
  readonly packages: boolean;
  /** Whether to initialize a Git repository; undefined asks, if there is a terminal to ask on. */
  readonly git?: boolean | undefined;
  /** Whether to print the result as JSON. */
  readonly json?: boolean | undefined;
  readonly out: NodeJS.WritableStream;
  /** Takes the progress if the result is JSON. */
  readonly progressOut?: NodeJS.WritableStream;
}

/**
 * Scaffolds a project, or upgrades an existing one, and reports what it did with each file.
 *
 * @throws {CancelledError} the user cancelled a prompt
 * @throws {FileError} a file cannot be read or written
 * @throws {ManifestError} there is an invalid package.json; then nothing is written
 * @throws {HandlerError} `image.handler` in the project's configuration is invalid; then nothing is written
 * @throws {PackageInstallError} the packages cannot be installed; by then, all files are written
 * @throws {GitError} the Git repository cannot be initialized; by then, all files are written
 */
export async function install(options: InstallOptions): Promise<void> {
  const { directory, force, packages, json = false, out } = options;
  const progress = json ? (options.progressOut ?? process.stderr) : out;
  const root = resolve(directory);
  const detected = await detectSettings(root);
  const existing = detected.handler === undefined ? await chooseFunction(options, root) : undefined;
  const settings = await chooseSettings(options, root, detected, existing);
  const gaps = await gapsInManifest(root, settings);
  const git = await chooseGit(options, root);

  const isUpgrade = await isScaffolded(root);
  const vscode = { [LAUNCH_FILE]: await textAt(root, LAUNCH_FILE), [TASKS_FILE]: await textAt(root, TASKS_FILE) };
  // A lambda.yaml would take precedence over the existing lambda.env.
  const usesEnv = existsSync(join(root, 'lambda.env')) && !existsSync(join(root, 'lambda.yaml'));
  const all = await projectFiles(settings, { directory: root, workspace: await findWorkspace(root) });
  if (existing?.hasFunction && options.settings.handler === undefined) {
    progress.write(`  the function is ${settings.handler}, which is there; --handler names another one\n`);
  }
  const files: WrittenFile[] = [];
  const wanted = all.filter(({ path }) => path !== 'lambda.yaml' || !usesEnv);
  const report = new FileReport(progress);
  try {
    for await (const file of writeProject(root, wanted, { isUpgrade, force })) {
      files.push(file);
      report.add(file);
    }
  } finally {
    report.end();
  }
  if (usesEnv) {
    progress.write(
      '  lambda.env configures this project; to migrate it to lambda.yaml, run alr-builder generate-yaml\n',
    );
  }
  progress.write(vscodeAdvice(vscode, settings));

  const { packageManager } = settings;
  if (git) await initializeGit(root);
  const hasPackages = existsSync(join(root, 'node_modules')) || (isUpgrade && findsPackages(root));
  const installs = packages && !hasPackages && stepsToFill(gaps, packageManager).length === 0;
  if (installs) {
    await installPackages(root, packageManager, laterInstallation(directory, packageManager), progress);
  }
  const isInstalled = installs || hasPackages;
  // A project whose packages were never installed has not been used yet, so it needs the same steps as a new one.
  const next = nextSteps({ directory, settings, gaps, isNew: !isUpgrade || !hasPackages, isInstalled });
  if (json) printJson(out, { directory: root, settings, files, git, isInstalled, next });
  else out.write(describeNextSteps(next, gaps));
}

/** Whether the packages are installed above the project, as in a workspace. */
function findsPackages(root: string): boolean {
  try {
    createRequire(join(root, 'package.json')).resolve('@alr/builder/package.json');
    return true;
  } catch {
    return false;
  }
}

async function chooseSettings(
  options: InstallOptions,
  root: string,
  detected: Partial<ProjectSettings>,
  existing: ExistingFunction | undefined,
): Promise<ProjectSettings> {
  const agent = packageManagerIn(options.userAgent);
  // An existing lambda.yaml stays as it is, so that its handler is the one.
  const { handler, hasFunction } = existing ?? detected;
  const known = {
    ...(agent && { packageManager: agent }),
    ...detected,
    ...options.settings,
    ...(handler !== undefined && { handler }),
    ...(hasFunction !== undefined && { hasFunction }),
  };
  const defaults = defaultSettings(functionNameFrom(basename(root)));
  if (!options.interactive || detected.handler !== undefined) return { ...defaults, ...known };
  const { promptForSettings } = await import('./settings/prompt-for-settings.ts');
  return promptForSettings(known, defaults);
}

type ExistingFunction = Pick<ProjectSettings, 'handler' | 'hasFunction'>;

/**
 * The function of an existing project, as the user names it or as it is found.
 *
 * @throws {HandlerError} there is no such module
 */
async function chooseFunction(
  { settings: { handler } }: InstallOptions,
  root: string,
): Promise<ExistingFunction | undefined> {
  if (handler !== undefined) {
    const hasFunction = hasModule(handler, root);
    if (hasFunction || handler === SCAFFOLDED_HANDLER) return { handler, hasFunction };
    throw new HandlerError(
      `there is no module for the handler ${handler} in ${root}: correct it, or leave out --handler to have a function written`,
    );
  }
  if (!existsSync(join(root, 'package.json')) || (await isScaffolded(root))) return undefined;
  const found = await findFunction(root);
  return found === undefined ? undefined : { handler: found, hasFunction: true };
}

/** Whether to initialize a Git repository. */
async function chooseGit({ git, interactive }: InstallOptions, root: string): Promise<boolean> {
  if (git === false || (git === undefined && !interactive) || !(await canInitializeGit(root))) return false;
  if (git === true) return true;
  const { promptForGit } = await import('./settings/prompt-for-settings.ts');
  return promptForGit();
}

function textAt(root: string, path: string): Promise<string | undefined> {
  return readFileIfExists(join(root, path));
}

/** What an existing package.json lacks; undefined if there is none, because the scaffold then writes it. */
async function gapsInManifest(root: string, settings: ProjectSettings): Promise<ManifestGaps | undefined> {
  const path = join(root, 'package.json');
  const text = await readFileIfExists(path);
  return text === undefined ? undefined : findManifestGaps(text, packageJson(settings, version()), displayPath(path));
}
