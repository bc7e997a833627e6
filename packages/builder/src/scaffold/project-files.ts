import { sampleEvent } from '../event-samples/sample-event.ts';
import { handlerInImage } from '../image/build-requests.ts';
import { readTemplate } from '../templates.ts';
import { version } from '../version.ts';
import type { Choices } from './choices.ts';
import { lambdaYaml } from './lambda-yaml.ts';
import { markOwned } from './ownership.ts';
import { packageJson } from './package-json.ts';

/** A file of a scaffolded project. */
export interface ProjectFile {
  /** Relative to the project's directory. */
  readonly path: string;
  readonly text: string;
  /** Whose it is: the user's files are made once, the tool's are kept up to date. */
  readonly owner: 'user' | 'tool';
}

/** The files that belong to the tool. */
export const owned: readonly string[] = [
  'Dockerfile',
  'Makefile',
  'image/bundle.mjs',
  'image/compile-cache.mjs',
  'image/warm-up.mjs',
];
/** Always the same, so that a sample which nobody has changed is known as such. */
const sampleTime = new Date('2026-01-01T12:00:00Z');
const sampled = ['sqs', 'sns', 's3', 'eventbridge', 'kinesis', 'dynamodb', 'url', 'alb'];

/** npm leaves files of these names out of a package: they lie in it without their dot. */
const shared = {
  'README.md': 'README.md',
  policies: 'policies',
  '.gitignore': 'gitignore',
  '.dockerignore': 'dockerignore',
};

const NPM_INSTALL = 'RUN npm install --no-audit --no-fund';
const PNPM_INSTALL = `# Certificates that npm is told to trust, pnpm is to trust too.
RUN ca="$(npm config get cafile)"; [ "$ca" = null ] || export SSL_CERT_FILE="$ca"; npx --yes pnpm@12 install`;

/**
 * All files of a project with these choices. The tool's come last: where one of them is there, a scaffold was finished
 * as far as the user's files go.
 */
export async function projectFiles(choices: Choices): Promise<ProjectFile[]> {
  const { language } = choices;
  const end = language === 'typescript' ? 'ts' : 'js';
  const own = [`src/app.${end}`, `src/app.test.${end}`, ...(end === 'ts' ? ['tsconfig.json'] : [])];
  const user = (path: string, text: string): ProjectFile => ({ path, text, owner: 'user' });
  const fill = (text: string) => text.replace(/\{\{(\w+)\}\}/g, (_, name) => placeholders(choices)[name] ?? '');

  const ofUser = await Promise.all([
    ...own.map(async (path) => user(path, withBlocks(await readTemplate(`${language}/${path}`), choices))),
    ...Object.entries(shared).map(async ([path, name]) => user(path, fill(await readTemplate(`shared/${name}`)))),
  ]);
  const ofTool = await Promise.all(
    owned.map(async (path): Promise<ProjectFile> => {
      return { path, text: markOwned(fill(await readTemplate(`owned/${path}`)), path), owner: 'tool' };
    }),
  );
  return [
    user('package.json', json(packageJson(choices, version()))),
    user('lambda.yaml', lambdaYaml(choices)),
    ...ofUser,
    ...sampled.map((name) => {
      const source = name === 'sqs' ? queueSample(choices) : name;
      return user(`events/${name}.json`, json(sampleEvent(source, { time: sampleTime })));
    }),
    user('events/hello.json', json({ name: 'Ada' })),
    user('events/stream.json', json({ stream: 3 })),
    ...ofTool,
  ];
}

/** The event that the function's queue sends. */
function queueSample({ trigger }: Choices): string {
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
 * The text without the lines that mark its blocks, and without the blocks that aren't wanted: what a queue carries from
 * elsewhere goes to the class for that only where none is registered for the queue.
 */
function withBlocks(text: string, choices: Choices): string {
  const isWanted: Record<string, boolean> = { queue: queueSample(choices) === 'sqs' };
  return text.replace(/^ *\/\/ \{\{#(\w+)\}\}\n([\s\S]*?)^ *\/\/ \{\{\/\1\}\}\n/gm, (_, name, block) =>
    isWanted[name] ? block : '',
  );
}

function placeholders({ name, handler, language, packageManager }: Choices): Record<string, string | undefined> {
  const end = language === 'typescript' ? 'ts' : 'js';
  const isNpm = packageManager === 'npm';
  return {
    name,
    handler: handlerInImage(handler),
    packageManager,
    source: `src/app.${end}`,
    exampleTest: `src/app.test.${end}`,
    run: isNpm ? 'npx' : 'pnpm exec',
    // Where the packages aren't installed yet, npx would else ask the registry for a package of the command's name.
    exec: isNpm ? 'npx --no-install' : 'pnpm exec',
    manifests: isNpm ? 'package.json package-lock.json*' : 'package.json pnpm-lock.yaml* pnpm-workspace.yaml*',
    installCommand: isNpm ? NPM_INSTALL : PNPM_INSTALL,
  };
}

function json(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
