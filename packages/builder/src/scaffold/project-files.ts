import { formatOf } from '../config/keys/formats.ts';
import { sampleEvent } from '../event-samples/sample-event.ts';
import { handlerInImage } from '../image/build-requests.ts';
import type { Workspace } from '../image/workspace.ts';
import { readTemplate, version } from '../package-files.ts';
import { ExpectedError } from '../terminal/expected-error.ts';
import { dockerfileSteps } from './dockerfile.ts';
import { lambdaYaml } from './lambda-yaml.ts';
import { markManaged } from './managed-file.ts';
import { packageJson } from './package-json.ts';
import type { ProjectSettings } from './settings.ts';

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
  'image/bundle.mjs',
  'image/compile-cache.mjs',
  'image/warm-up.mjs',
];

/** The managed files that a workspace needs in addition. */
function workspacePaths({ workspace }: ProjectPlace): string[] {
  if (workspace === undefined) return [];
  // pnpm has a command for what this file does.
  return ['Dockerfile.dockerignore', ...(workspace.packageManager === 'npm' ? ['image/siblings.mjs'] : [])];
}

/** A fixed time, so that scaffolding again writes the same sample events. */
const sampleTime = new Date('2026-01-01T12:00:00Z');
const sampleNames = ['sqs', 'sns', 's3', 'eventbridge', 'kinesis', 'dynamodb', 'url', 'alb'];

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
  const { language } = settings;
  const extension = language === 'typescript' ? 'ts' : 'js';
  const sources = [
    `src/app.${extension}`,
    `src/app.test.${extension}`,
    ...(extension === 'ts' ? ['tsconfig.json'] : []),
  ];
  const userFile = (path: string, text: string): ProjectFile => ({ path, text, isManaged: false });
  const fill = (text: string) => text.replace(/\{\{(\w+)\}\}/g, (_, name) => placeholders(settings, place)[name] ?? '');

  const fromTemplates = await Promise.all([
    ...sources.map(async (path) => userFile(path, resolveBlocks(await readTemplate(`${language}/${path}`), settings))),
    ...Object.entries({ ...sharedTemplates, ...(!place.workspace && outsideOfWorkspace) }).map(async ([path, name]) =>
      userFile(path, fill(await readTemplate(`shared/${name}`))),
    ),
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
    ...sampleNames.map((name) => {
      const source = name === 'sqs' ? queueSample(settings) : name;
      return userFile(`events/${name}.json`, json(sampleEvent(source, { time: sampleTime })));
    }),
    userFile('events/hello.json', json({ name: 'Ada' })),
    userFile('events/stream.json', json({ stream: 3 })),
    ...managed,
  ];
}

/** The name of the sample event that the function's queue delivers. */
function queueSample({ trigger }: ProjectSettings): string {
  switch (trigger) {
    case 's3-sqs':
      return 's3-in-sqs';
    case 'sns-sqs':
      return 'sns-in-sqs';
    default:
      return 'sqs';
  }
}

/**
 * Keeps or removes the `{{#NAME}}` blocks of a template. The queue's stub is removed if the queue carries events of S3
 * or SNS: those reach the class of their own source only if no class is registered for the queue.
 */
function resolveBlocks(text: string, settings: ProjectSettings): string {
  const isWanted: Record<string, boolean> = { queue: queueSample(settings) === 'sqs' };
  return text.replace(/^ *\/\/ \{\{#(\w+)\}\}\n([\s\S]*?)^ *\/\/ \{\{\/\1\}\}\n/gm, (_, name, block) =>
    isWanted[name] ? block : '',
  );
}

function placeholders(
  { name, handler, language, packageManager }: ProjectSettings,
  { directory, workspace }: ProjectPlace,
): Record<string, string | undefined> {
  const extension = language === 'typescript' ? 'ts' : 'js';
  const isNpm = packageManager === 'npm';
  const { install, command } = dockerfileSteps(packageManager, workspace);
  return {
    name,
    handler: dockerfileWord(handlerInImage(handler, directory)),
    packageManager,
    source: `src/app.${extension}`,
    exampleTest: `src/app.test.${extension}`,
    run: isNpm ? 'npx' : 'pnpm exec',
    // If the packages are not installed, plain npx would ask the registry for a package named after the command.
    exec: isNpm ? 'npx --no-install' : 'pnpm exec',
    installSteps: install,
    buildCommand: command,
    prefix: workspace === undefined || workspace.folder === '.' ? '' : `${workspace.folder}/`,
  };
}

/** A handler as a value in the Dockerfile. Characters that are special there are literal in single quotes. */
function dockerfileWord(handler: string): string {
  const { pattern, expected } = formatOf('handler');
  if (!new RegExp(pattern, 'u').test(handler)) {
    throw new HandlerError(`image.handler is ${JSON.stringify(handler)}: it must be ${expected}`);
  }
  return /^[\w./@+,:=-]+$/.test(handler) ? handler : `'${handler}'`;
}

function json(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
