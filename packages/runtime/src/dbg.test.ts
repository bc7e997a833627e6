import { expect, it } from 'vitest';
import { FunctionFolder } from '../test/function-folder.ts';
import { loadHandler } from './load-handler.ts';
it.each([['a.mjs','export const x = 1 +;'],['a.ts','export const x: number = 1; enum A { B }'],['a.ts','export const x: number = 1'],['a.cjs','exports.x = 1'],['a.mjs','import "nope"; export const x=1']])('x %s %s', async (f, text) => {
  await using folder = await FunctionFolder.create({ [f]: text });
  try { console.log((await loadHandler('a.x', [folder.path])).value); } catch (e) { console.log(e) }
});
