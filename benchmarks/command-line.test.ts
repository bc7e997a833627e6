import { describe, expect, it } from 'vitest';
import { parseOptions, UsageError, usage } from './command-line.ts';
import { allFigures } from './figures/all-figures.ts';

const parse = (...args: string[]) => parseOptions(args, allFigures);

describe('the command line', () => {
  it('selects all figures by default', () => {
    expect(parse()).toMatchObject({ figures: allFigures, quick: false, json: false, rounds: undefined });
  });

  it('leaves out of a quick run what takes minutes, unless it is named', () => {
    const names = (...args: string[]) => parse(...args).figures.map(({ name }) => name);
    expect(names('--quick')).toEqual(allFigures.map(({ name }) => name).filter((name) => name !== 'instant-start'));
    expect(names('--quick', 'instant-start')).toEqual(['instant-start']);
  });

  it('selects the named figures, in the given order', () => {
    expect(parse('warm', 'install', '--quick', '--rounds', '3').figures.map(({ name }) => name)).toEqual([
      'warm',
      'install',
    ]);
  });

  it('lists the figures if a name is unknown', () => {
    expect(() => parse('hot')).toThrow(
      new UsageError(`unknown figure 'hot'; choose from: ${allFigures.map(({ name }) => name).join(', ')}`),
    );
  });

  it.each(['0', '-1', '1.5', 'many'])('rejects %s as a number of rounds', (rounds) => {
    expect(() => parse(`--rounds=${rounds}`)).toThrow(`not '${rounds}'`);
  });

  it('rejects unknown options', () => {
    expect(() => parse('--fast')).toThrow(UsageError);
  });

  it('explains every figure', () => {
    for (const { name, about } of allFigures)
      expect(usage(allFigures)).toMatch(new RegExp(`${name} +${about.slice(0, 20)}`));
  });
});
