import { expect, it } from 'vitest';
import { commonPrefix, shortName } from './short-names.ts';

it.each([
  [
    [
      ['resize', 'gallery-dev-resize'],
      ['notify', 'gallery-dev-notify'],
    ],
    'gallery-dev-',
  ],
  [
    [
      ['resize', 'gallery-dev-resize'],
      ['notify', 'mails'],
    ],
    '',
  ],
  [[['main', 'orders']], ''],
  [[], ''],
] as const)('what %j have in common is %j', (functions, prefix) => {
  expect(commonPrefix(functions.map(([key, functionName]) => ({ key, functionName })))).toBe(prefix);
});

it('a name is shown without what all have in common', () => {
  expect(['gallery-dev-jobs', 'photos', 'gallery-dev-'].map((name) => shortName(name, 'gallery-dev-'))).toEqual([
    ...['jobs', 'photos', 'gallery-dev-'],
  ]);
});
