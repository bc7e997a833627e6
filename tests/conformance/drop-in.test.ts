import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, inject, it } from 'vitest';
import { differenceList, differences } from './drop-in/differences.ts';
import { type Row, rows } from './drop-in/rows.ts';
import { type Client, outcomeOf } from './drop-in/run-row.ts';
import { writeFunction } from './function/lambda.ts';

/** The outcomes of a row, as recorded with `RECORD_OUTCOMES=1` while aws-lambda-ric was installed. */
interface Outcomes {
  readonly ours: string;
  readonly ric: string;
}

const repository = join(import.meta.dirname, '../..');
/** Where the benchmarks install it. Elsewhere, name the file in AWS_LAMBDA_RIC. */
const RIC =
  process.env.AWS_LAMBDA_RIC ??
  join(repository, 'node_modules/.cache/alr-benchmarks/aws-lambda-ric@4.0.2/node_modules/aws-lambda-ric/index.mjs');
const RECORDING = join(import.meta.dirname, 'drop-in/outcomes.json');
const isRecording = process.env.RECORD_OUTCOMES === '1';

const bootstrap = join(inject('packed').project, 'node_modules/@alr/runtime/dist/alr-bootstrap.js');
const ours: Client = { name: 'ours', args: (handler) => [bootstrap, handler] };
const ric: Client = { name: 'ric', args: () => [RIC] };

const recorded = JSON.parse(existsSync(RECORDING) ? readFileSync(RECORDING, 'utf8') : '{}') as Record<string, Outcomes>;
const observed: Record<string, Partial<Record<Client['name'], string>>> = {};

async function observe(client: Client, { name, files, handler, body, headers }: Row): Promise<string> {
  const folder = await writeFunction(files);
  const input = { folder, handler: handler.replace('FOLDER', folder), body, headers };
  const outcome = (await outcomeOf(client, inject('node').path, input)).replaceAll(RIC, 'RIC');
  observed[name] = { ...observed[name], [client.name]: outcome };
  return outcome;
}

afterAll(() => {
  if (!isRecording) return;
  const all = rows.map(({ name, unstable }) => [
    name,
    { ours: observed[name]?.ours, ric: unstable ?? observed[name]?.ric },
  ]);
  writeFileSync(RECORDING, `${JSON.stringify(Object.fromEntries(all), null, 2)}\n`);
});

describe.concurrent('the outcome of a plain function', () => {
  it.for(rows.map((row) => [row.name, row] as const))('%s', async ([name, row], { expect }) => {
    const outcome = await observe(ours, row);
    if (!isRecording) expect(outcome).toBe(recorded[name]?.ours);
  });
});

// The recorded outcomes stand in if aws-lambda-ric is not installed, since its installation compiles C++ for a minute.
if (existsSync(RIC)) {
  describe.concurrent('its outcome with aws-lambda-ric', () => {
    it.for(rows.filter((row) => row.unstable === undefined).map((row) => [row.name, row] as const))(
      '%s',
      async ([name, row], { expect }) => {
        const outcome = await observe(ric, row);
        if (!isRecording) expect(outcome).toBe(recorded[name]?.ric);
      },
    );
  });
}

describe('the list of differences', () => {
  it('names the difference of each row whose outcomes differ, and of no other', () => {
    const unnamed = rows.filter(({ name, difference }) => {
      const outcomes = recorded[name];
      return (outcomes?.ours !== outcomes?.ric) !== (difference !== undefined);
    });
    expect(unnamed.map(({ name }) => [name, recorded[name]])).toEqual([]);
  });

  it('has rows with different names', () => {
    expect(new Set(rows.map(({ name }) => name)).size).toBe(rows.length);
  });

  it('has a row for each difference', () => {
    const shown = new Set(rows.map(({ difference }) => difference));
    expect(Object.keys(differences).filter((name) => !shown.has(name as never))).toEqual([]);
  });

  it('is in the documentation of the runtime', () => {
    const page = readFileSync(join(repository, 'packages/runtime/docs/migration.md'), 'utf8');
    const [, list = ''] = /<!-- differences -->\n\n([\s\S]*?)\n\n<!-- \/differences -->/.exec(page) ?? [];
    expect(list.replaceAll('\n  ', ' ')).toBe(differenceList());
  });
});
