import { describe, expect, it } from 'vitest';
import { framesOf, groupFrames, placeInProject } from './stack-frames.ts';

describe('a frame of a stack', () => {
  it.each([
    ['at handler (/home/ada/shop/src/app.ts:3:5)', '/home/ada/shop', 'at handler', 'src/app.ts'],
    ['at async Objects.onEvent (/home/ada/shop/app.ts:3:5)', '/home/ada/shop', 'at async Objects.onEvent', 'app.ts'],
    ['    at /home/ada/shop/app.ts:3:5', '/home/ada/shop', 'at', 'app.ts'],
    ['at run (file:///home/ada/my%20shop/app.mjs:3:5)', '/home/ada/my shop', 'at run', 'app.mjs'],
    ['at run (/home/ada/shop (copy)/app.ts:3:5)', '/home/ada/shop (copy)', 'at run', 'app.ts'],
    [
      'at Shop.run [as go] (C:\\Users\\ada\\shop\\src\\app.ts:3:5)',
      'C:\\Users\\ada\\shop',
      'at Shop.run [as go]',
      'src/app.ts',
    ],
    ['at run (file:///C:/Users/ada/shop/app.ts:3:5)', 'C:\\Users\\ada\\shop', 'at run', 'app.ts'],
    ['at run (/home/ada/shop-2/app.ts:3:5)', '/home/ada/shop', 'at run', undefined],
    ['at run (/home/ada/shop/node_modules/a/index.js:3:5)', '/home/ada/shop', 'at run', undefined],
    [
      'at process.processTicksAndRejections (node:internal/process/task_queues:104:5)',
      '/home/ada/shop',
      'at process.processTicksAndRejections',
      undefined,
    ],
    ['at JSON.parse (<anonymous>)', '/home/ada/shop', '', undefined],
    ['at x (javascript:alert(1):1:1)', '/home/ada/shop', '', undefined],
  ])('%s in %s', (line, directory, name, place) => {
    const [frame] = framesOf(['Error: at first, the message', line]);
    expect(frame).toMatchObject({ name, text: line.trim() });
    expect(frame && placeInProject(directory, frame)).toBe(place);
    if (place !== undefined) expect(frame).toMatchObject({ line: '3', column: '5' });
  });

  it('is in a group with those before and after it that are of the project, or not', () => {
    const stack = ['at a (/p/a.ts:1:1)', 'at a (/p/a.ts:1:1)', 'at b (node:b:1:1)', 'at c (/p/c.ts:1:1)'];
    expect(groupFrames(framesOf(stack), '/p').map(({ isOwn, frames }) => [isOwn, frames.length])).toEqual([
      [true, 2],
      [false, 1],
      [true, 1],
    ]);
  });
});
