import { formatOf } from '../config/keys/formats.ts';
import { sampleEvent } from '../event-samples/sample-event.ts';
import { handlerInImage } from '../image/build-requests.ts';
import { readTemplate, version } from '../package-files.ts';
import { ExpectedError } from '../terminal/expected-error.ts';
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
  '.dockerignore': 'dockerignore',
};

const NPM_INSTALL = 'RUN npm install --no-audit --no-fund';
const PNPM_INSTALL = `# pnpm has to trust the certificate authorities that npm is configured to trust.
RUN ca="$(npm config get cafile)"; [ "$ca" = null ] || export SSL_CERT_FILE="$ca"; npx --yes pnpm@12 install`;

/**
 * All files of a project with these settings in a directory. The managed ones come last: if one of them exists, an earlier run has
 * written all of the user's files.
 *
 * @throws {HandlerError} the handler is not a valid value of `image.handler`
 */
export async function projectFiles(settings: ProjectSettings, directory: string): Promise<ProjectFile[]> {
  const { language } = settings;
  const extension = language === 'typescript' ? 'ts' : 'js';
  const sources = [
    `src/app.${extension}`,
    `src/app.test.${extension}`,
    ...(extension === 'ts' ? ['tsconfig.json'] : []),
  ];
  const userFile = (path: string, text: string): ProjectFile => ({ path, text, isManaged: false });
  const fill = (text: string) =>
    text.replace(/\{\{(\w+)\}\}/g, (_, name) => placeholders(settings, directory)[name] ?? '');

  const fromTemplates = await Promise.all([
    ...sources.map(async (path) => userFile(path, resolveBlocks(await readTemplate(`${language}/${path}`), settings))),
    ...Object.entries(sharedTemplates).map(async ([path, name]) =>
      userFile(path, fill(await readTemplate(`shared/${name}`))),
    ),
  ]);
  const managed = await Promise.all(
    managedPaths.map(async (path): Promise<ProjectFile> => {
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
  directory: string,
): Record<string, string | undefined> {
  const extension = language === 'typescript' ? 'ts' : 'js';
  const isNpm = packageManager === 'npm';
  return {
    name,
    handler: dockerfileWord(handlerInImage(handler, directory)),
    packageManager,
    source: `src/app.${extension}`,
    exampleTest: `src/app.test.${extension}`,
    run: isNpm ? 'npx' : 'pnpm exec',
    // If the packages are not installed, plain npx would ask the registry for a package named after the command.
    exec: isNpm ? 'npx --no-install' : 'pnpm exec',
    manifests: isNpm ? 'package.json package-lock.json*' : 'package.json pnpm-lock.yaml* pnpm-workspace.yaml*',
    installCommand: isNpm ? NPM_INSTALL : PNPM_INSTALL,
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
