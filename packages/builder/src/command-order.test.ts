import { describe, expect, it } from 'vitest';
import { commandFirst } from './command-order.ts';

const order = (line: string) => commandFirst(line.split(' '), ['install', 'check', 'local']).join(' ');

describe('the order of a command line', () => {
  it.each([
    ['check -c x', 'check -c x'],
    ['-c x check', 'check -c x'],
    ['-f install -i dir', 'install -f -i dir'],
    ['-i local install', 'install -i local'],
    ['-i dir', '-i dir'],
    ['local app -- python check', 'local app -- python check'],
  ])('%s is %s', (typed, ordered) => {
    expect(order(typed)).toBe(ordered);
  });
});
