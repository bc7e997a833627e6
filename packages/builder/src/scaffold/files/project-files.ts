import { formatOf } from '../../config/keys/formats.ts';
import { sampleEvent } from '../../events/samples/sample-event.ts';
import type { Workspace } from '../../image/context/workspace.ts';
import { handlersInImage } from '../../image/handler-name.ts';
import { readTemplate, version } from '../../package-files.ts';
import { commandsOf } from '../../package-manager/package-managers.ts';
import { ExpectedError } from '../../terminal/expected-error.ts';
import { extensionOf, localCommand, type ProjectSettings } from '../settings/settings.ts';
import { dockerfileSteps } from './dockerfile.ts';
import { lambdaYaml } from './lambda-yaml.ts';
import { markManaged } from './managed-file.ts';
import { packageJson } from './package-json.ts';
import { eventNames, fillForTrigger, sendCommand, sourceOf, sourceTemplates } from './sources.ts';
import { LAUNCH_FILE, launchSettings, TASKS_FILE, taskSettings } from './vscode.ts';

/** A file of a scaffolded project. */
export interface ProjectFile {
  /** Relative to the project's directory. */
  readonly path: string;
  readonly text: string;
  /** Whether the tool keeps the file up to date. The others are the user's: they are written once. */
  readonly isManaged: boolean;
}

/** The project's handler cannot be written into its files. */
export class HandlerError extends ExpectedError {
  override get name(): string {
    return 'HandlerError';
  }
}

/** The files that the tool keeps up to date. */
export const managedPaths: readonly string[] = [
  'Dockerfile',
  'Makefile',
  'image/aws-modules.mjs',
  'image/builtin-modules.mjs',
  'image/bundle.mjs',
  'image/compile-cache.mjs',
  'image/function-bundle.mjs',
  'image/installed-packages.mjs',
  'image/main-module.mjs',
  'image/missing-packages.mjs',
  'image/native-packages.mjs',
  'image/snapshot.mjs',
  ...[
    'adapt-code.mjs',
    'build-blob.mjs',
    'choose-modules.mjs',
    'describe-builtins.mjs',
    'fetch-use.mjs',
    'harmless-reads.mjs',
    'judge-recording.mjs',
    'keep-code.mjs',
    'make-snapshot.mjs',
    'measure-starts.mjs',
    'process/copy-builtins.cjs',
    'process/copy-fetch.cjs',
    'process/evaluate-libraries.cjs',
    'process/evaluate-script.cjs',
    'process/list-features.cjs',
    'process/reason-against.cjs',
    'process/record-loading.cjs',
    'process/record-time.cjs',
    'process/recorder.cjs',
    'split-bundle.mjs',
  ].map((name) => `image/snapshot/${name}`),
  'image/start-function.mjs',
  'image/uncompiled-syntax.mjs',
  'image/warm-up.mjs',
  'image/xray-sdk.mjs',
];

/** The managed files that a workspace needs in addition. */
function workspacePaths({ workspace }: ProjectPlace): string[] {
  if (workspace === undefined) return [];
  // pnpm has a command for what this file does.
  return ['Dockerfile.dockerignore', ...(workspace.packageManager === 'npm' ? ['image/siblings.mjs'] : [])];
}

/** A fixed time, so that scaffolding again writes the same sample events. */
const sampleTime = new Date('2026-01-01T12:00:00Z');

/**
 * The templates that do not depend on the language, by the path of the file. npm leaves files such as .gitignore out of
 * a package, so the templates have no leading dot.
 */
const sharedTemplates = {
  'README.md': 'README.md',
  policies: 'policies',
  '.gitignore': 'gitignore',
};
const outsideOfWorkspace = { '.dockerignore': 'dockerignore' };

const YARN_SETTINGS = '# Node and the bundler need the packages as files.\nnodeLinker: node-modules\n';

/** Where a project is. */
export interface ProjectPlace {
  readonly directory: string;
  /** The workspace that it is a member of. */
  readonly workspace?: Workspace | undefined;
}

/**
 * All files of a project with these settings. The managed ones come last: if one of them exists, an earlier run has
 * written all of the user's files.
 *
 * @throws {HandlerError} the handler is not a valid value of `image.handler`
 */
export async function projectFiles(settings: ProjectSettings, place: ProjectPlace): Promise<ProjectFile[]> {
  const { language, packageManager } = settings;
  const userFile = (path: string, text: string): ProjectFile => ({ path, text, isManaged: false });
  const { 'README.md': readme, ...otherTemplates } = sharedTemplates;
  const fill = (text: string) => text.replace(/\{\{(\w+)\}\}/g, (_, name) => placeholders(settings, place)[name] ?? '');

  const fromTemplates = await Promise.all([
    ...sourceTemplates(settings).map(async ([path, name]) =>
      userFile(path, fill(fillForTrigger(await readTemplate(`${language}/${name}`), settings))),
    ),
    ...Object.entries({
      // The README describes the scaffolded function.
      ...(!settings.hasFunction && { 'README.md': readme }),
      ...otherTemplates,
      ...(!place.workspace && outsideOfWorkspace),
    }).map(async ([path, name]) => userFile(path, fill(await readTemplate(`shared/${name}`)))),
  ]);
  const managed = await Promise.all(
    [...managedPaths, ...workspacePaths(place)].map(async (path): Promise<ProjectFile> => {
      return { path, text: markManaged(fill(await readTemplate(`managed/${path}`)), path), isManaged: true };
    }),
  );
  return [
    userFile('package.json', json(packageJson(settings, version()))),
    userFile('lambda.yaml', lambdaYaml(settings)),
    ...fromTemplates,
    ...sampleEvents(settings),
    ...(packageManager === 'yarn' ? [userFile('.yarnrc.yml', YARN_SETTINGS)] : []),
    userFile(LAUNCH_FILE, json(launchSettings)),
    userFile(TASKS_FILE, json(taskSettings(settings))),
    ...managed,
  ];
}

/** The sample events of a project, and those of the functions that are called directly. */
function sampleEvents(settings: ProjectSettings): ProjectFile[] {
  const direct: Readonly<Record<string, unknown>> = { hello: { name: 'Ada' }, stream: { stream: 3 } };
  return eventNames(settings).map(({ file, sample }) => ({
    path: `events/${file}.json`,
    text: json(direct[sample] ?? sampleEvent(sample, { time: sampleTime })),
    isManaged: false,
  }));
}

/** A line for the README, after the one that invokes the function. */
function sendLine(settings: ProjectSettings): string {
  const command = sendCommand(settings);
  // A shell of Windows needs the quotes.
  return command === undefined ? '' : `\n${command.replace(/@\S+/, '"$&"')}    # to the local source of the trigger`;
}

function placeholders(
  settings: ProjectSettings,
  { directory, workspace }: ProjectPlace,
): Record<string, string | undefined> {
  const { name, handler, packageManager } = settings;
  const extension = extensionOf(settings);
  const commands = commandsOf[packageManager];
  const { install, command } = dockerfileSteps(packageManager, workspace);
  const source = sourceOf(settings);
  return {
    name,
    handler: dockerfileWord(settings.handlers ?? [handler], directory),
    install: commands.install,
    test: commands.test,
    event: source.event,
    send: sendLine(settings),
    events: source.events,
    logged: source.logged,
    classes: settings.allSources ? 'a class with a stub for each event source' : 'a class that handles its events',
    extension,
    source: `src/app.${extension}`,
    exampleTest: `src/app.test.${extension}`,
    run: commands.run,
    local: localCommand(settings),
    exec: commands.exec,
    installSteps: install,
    buildCommand: command,
    prefix: workspace === undefined || workspace.folder === '.' ? '' : `${workspace.folder}/`,
  };
}

/** Handlers as a value in the Dockerfile. Characters that are special there are literal in single quotes. */
function dockerfileWord(handlers: readonly string[], directory: string): string {
  const { pattern, expected } = formatOf('handler');
  const names = handlersInImage(handlers, directory);
  const invalid = names.find((name) => !new RegExp(pattern, 'u').test(name));
  if (invalid !== undefined) {
    throw new HandlerError(`image.handler is ${JSON.stringify(invalid)}: it must be ${expected}`);
  }
  const word = names.join(' ');
  return /^[\w./@+,:=-]+$/.test(word) ? word : `'${word}'`;
}

function json(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
