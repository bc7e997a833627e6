import { expect, it } from 'vitest';
import { esModule } from '../package-kinds.ts';
import { buildFunction } from './build-function.ts';

/** The size of a snapshot with a library, in bytes. */
async function sizeWith(library: string): Promise<number> {
  const source = `import { value } from 'library'; export const handler = async () => value;`;
  const built = await buildFunction({ 'app.mjs': source, ...esModule('library', library) }, 'libraries');
  expect(built.printed).toContain('of 2 packages');
  return (await built.readSnapshot()).length;
}

it('does not contain the code of all functions in the modules of Node that the libraries load', async () => {
  const [withCrypto, without] = await Promise.all([
    sizeWith(`import { createHash } from 'node:crypto'; export const value = typeof createHash;`),
    sizeWith(`export const value = 'function';`),
  ]);
  expect(withCrypto - without).toBeLessThan(120_000);
}, 120_000);
