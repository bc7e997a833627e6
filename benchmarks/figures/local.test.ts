import { expect, it } from 'vitest';
import { plotsOf } from '../report/plots.ts';
import { local } from './local.ts';
import { shortBench } from './short-bench.ts';

it('the figures of the emulator are measured with and without its sources of events', async () => {
  const results = await local.measure(await shortBench());
  const samples = results.contrasts?.flatMap((contrast) => [contrast.samples, contrast.reference?.samples ?? [1]]);
  expect(samples).not.toEqual([]);
  for (const each of samples ?? []) expect(each).toEqual([expect.any(Number)]);
  // So few batches take about as long as the precision of the times, so their ratios mean nothing.
  expect(samples?.flat().every(Number.isFinite)).toBe(true);
  expect([...plotsOf({ machine: 'a machine', figures: { local: results } }).keys()]).toEqual(['local.svg']);
});
