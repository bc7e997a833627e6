import { describe, expect, it } from 'vitest';
import { parseOptions, UsageError, usage } from './command-line.ts';
import { FIGURES } from './figures/all-figures.ts';

const parse = (...args: string[]) => parseOptions(args, FIGURES);

describe('the command line', () => {
  it('asks for all figures where none is named', () => {
    expect(parse()).toMatchObject({ figures: FIGURES, quick: false, json: false, rounds: undefined });
  });

  it('names figures, in the order wanted', () => {
    expect(parse('warm', 'install', '--quick', '--rounds', '3').figures.map(({ name }) => name)).toEqual([
      'warm',
      'install',
    ]);
  });

  it('lists the figures where a name is wrong', () => {
    expect(() => parse('hot')).toThrow(
      new UsageError(`there is no figure 'hot'; there are: ${FIGURES.map(({ name }) => name).join(', ')}`),
    );
  });

  it.each(['0', '-1', '1.5', 'many'])('refuses %s rounds', (rounds) => {
    expect(() => parse(`--rounds=${rounds}`)).toThrow(`not '${rounds}'`);
  });

  it('refuses options that there are none of', () => {
    expect(() => parse('--fast')).toThrow(UsageError);
  });

  it('explains every figure', () => {
    for (const { name, about } of FIGURES) expect(usage(FIGURES)).toMatch(new RegExp(`${name} +${about.slice(0, 20)}`));
  });
});
