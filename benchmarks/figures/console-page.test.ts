import { expect, it } from 'vitest';
import { plotsOf } from '../report/plots.ts';
import { consolePage, findChromium } from './console-page.ts';
import { shortBench } from './short-bench.ts';

it.runIf(findChromium() !== undefined)('the console is measured, and so is an empty page', async () => {
  const results = await consolePage.measure(await shortBench());
  expect(results.contrasts?.map(({ variant }) => variant)).toEqual([
    ...['first visit', 'later visit', 'empty page'],
    ...['first visit', 'later visit', 'empty page'],
  ]);
  for (const { samples } of results.contrasts ?? []) expect(samples).toEqual([expect.any(Number)]);
  // There is nothing to compare, so there is no plot.
  expect([...plotsOf({ machine: 'a machine', figures: { console: results } }).keys()]).toEqual([]);
});
