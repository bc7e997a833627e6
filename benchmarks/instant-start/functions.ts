import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

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

/** The source of a function. */
export function sourceOf({ name }: MeasuredFunction): Promise<string> {
  return readFile(join(FUNCTIONS, 'applications', `${name}.mjs`), 'utf8');
}

/** The dependencies of a function, in the versions that `pnpm --filter @alr/benchmarks packages` runs too. */
export async function dependenciesOf({ packages }: MeasuredFunction): Promise<Readonly<Record<string, string>>> {
  const manifest = join(FUNCTIONS, 'package.json');
  const { dependencies } = JSON.parse(await readFile(manifest, 'utf8')) as { dependencies: Record<string, string> };
  return Object.fromEntries(packages.map((name) => [name, dependencies[name] ?? 'missing']));
}
