import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FunctionSource } from './build-images.ts';

/** A function whose start is measured in each form that its image can have. */
export interface MeasuredFunction {
  /** The name of its file in `functions/applications/`, without the extension. */
  readonly name: string;
  readonly title: string;
  /** The packages that it imports. */
  readonly packages: readonly string[];
}

const FUNCTIONS = join(import.meta.dirname, '../functions');
const awsClients = ['@aws-sdk/client-dynamodb', '@aws-sdk/client-s3'];

export const measuredFunctions: readonly MeasuredFunction[] = [
  {
    name: 'aws-clients',
    title: 'Two AWS clients, zod and hono',
    packages: [...awsClients, '@aws-sdk/lib-dynamodb', 'hono', 'zod'],
  },
  {
    name: 'powertools',
    title: 'Powertools, two AWS clients',
    packages: [
      ...awsClients,
      '@aws-lambda-powertools/logger',
      '@aws-lambda-powertools/metrics',
      '@aws-lambda-powertools/tracer',
      'aws-xray-sdk-core',
    ],
  },
  { name: 'hono-api', title: 'API with hono and zod', packages: ['hono', 'zod'] },
  { name: 'empty', title: 'Nothing imported', packages: [] },
];

/**
 * The source of a function, and the versions of its packages.
 *
 * @param folder the folder of its file, below `functions`
 */
export async function readFunction(
  folder: 'applications' | 'libraries',
  { name, packages }: Pick<MeasuredFunction, 'name' | 'packages'>,
): Promise<FunctionSource> {
  const [source, dependencies] = await Promise.all([
    readFile(join(FUNCTIONS, folder, `${name}.mjs`), 'utf8'),
    versionsOf(packages),
  ]);
  return { name, source, dependencies };
}

/** The versions of packages that functions import. */
export async function versionsOf(packages: readonly string[]): Promise<Readonly<Record<string, string>>> {
  const manifest = await readFile(join(FUNCTIONS, 'package.json'), 'utf8');
  const { dependencies } = JSON.parse(manifest) as { dependencies: Record<string, string> };
  return Object.fromEntries(packages.map((name) => [name, dependencies[name] ?? 'missing']));
}
