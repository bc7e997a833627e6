/**
 * Builds a function with each of the popular packages, checks that it works in each of its forms, and measures its start:
 *   pnpm --filter @alr/benchmarks packages [NAME ...] [--rounds N] [--images]
 * Without names, it measures all of them, and writes docs/instant-start-packages.md. It builds in a folder of this
 * machine by default, and in images with --images, which takes a minute for each function.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { describeMachine } from '../report/machine.ts';
import { startFakes } from './fakes/fakes.ts';
import type { BuiltFunction, Workshop } from './forms.ts';
import { openImageWorkshop } from './image-workshop.ts';
import { type Entry, entries } from './list.ts';
import { differences, type Outcome, type Round } from './outcome.ts';
import { pageOf, tableOf } from './page.ts';
import { openWorkshop } from './workshop.ts';

const PAGE = join(import.meta.dirname, '../../docs/instant-start-packages.md');
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: 'string', default: '7' }, images: { type: 'boolean', default: false } },
});
const rounds = Number(values.rounds);
const unknown = positionals.filter((name) => entries.every((entry) => entry.name !== name));
if (unknown.length > 0)
  throw new Error(`unknown: ${unknown.join(', ')}; choose from ${entries.map(({ name }) => name).join(', ')}`);
const chosen = positionals.length === 0 ? entries : entries.filter(({ name }) => positionals.includes(name));

const open = values.images ? openImageWorkshop : openWorkshop;
await using workshop = await open((text) => console.error(text));
await using fakes = await startFakes();
const outcomes: Outcome[] = [];
for (const entry of chosen) {
  const outcome = await examine(workshop, entry, fakes.env);
  outcomes.push(outcome);
  for (const line of [...outcome.failures, ...outcome.reasons]) console.error(`${entry.name}: ${line}`);
}
if (chosen === entries) await writeFile(PAGE, pageOf(outcomes, describeMachine()));
console.log(tableOf(outcomes));
if (outcomes.some(({ failures }) => failures.length > 0)) process.exitCode = 1;

async function examine(
  { build, versionOf }: Workshop,
  entry: Entry,
  env: Readonly<Record<string, string>>,
): Promise<Outcome> {
  const versions = await Promise.all(entry.packages.map(versionOf));
  const base = { entry, versions, bytes: undefined, reasons: [], rounds: [] };
  try {
    await using built = await build(entry);
    return { ...base, ...built.snapshot, ...(await measure(built, env)) };
  } catch (error) {
    const { stderr } = error as { stderr?: string };
    return { ...base, failures: [stderr?.trim() || (error as Error).message] };
  }
}

async function measure(built: BuiltFunction, env: Readonly<Record<string, string>>) {
  const responses: Record<string, string> = {};
  const failures: string[] = [];
  for (const form of built.forms) {
    try {
      responses[form] = (await built.start(form, env)).response;
    } catch (error) {
      failures.push(`${form}: ${(error as Error).message}`);
    }
  }
  failures.push(...differences(responses));
  const measured: Round[] = [];
  for (let round = 0; round < rounds && failures.length === 0; round++) {
    measured.push({ without: await built.start('none', env), with: await built.start('libraries', env) });
  }
  return { failures, rounds: measured };
}
