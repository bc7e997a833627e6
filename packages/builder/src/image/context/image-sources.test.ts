import { describe, expect, it } from 'vitest';
import { sourceFilter } from './image-sources.ts';

describe('the sources of an image', () => {
  const includes = sourceFilter('/shop', '/shop/fn', '**/out\n**/*.test.*\nfn/Dockerfile*\n', ['/shop/fn/texts']);

  it.each([
    ['/shop/fn/src/app.ts', true],
    ['/shop/fn/src/page.tsx', true],
    ['/shop/fn/package.json', true],
    ['/shop/fn/prices.json', true],
    ['/shop/money/index.mjs', true],
    ['/shop/fn/texts/hello.txt', true],
    ['/shop/fn/lambda.yaml', true],
    ['/shop/fn/lambda.prod.yaml', true],
    ['/shop/fn/Dockerfile', true],
    ['/shop/fn/Dockerfile.dockerignore', true],
    ['/shop/pnpm-lock.yaml', true],
    ['/shop/fn/local.log', false],
    ['/shop/fn/.alr/local/emulator-9000.json', false],
    ['/shop/node_modules/ms/index.js', false],
    ['/shop/fn/notes.md', false],
    ['/shop/fn/out/src/app.js', false],
    ['/shop/fn/src/app.test.ts', false],
  ])('%s: %s', (path, isSource) => {
    expect(includes(path)).toBe(isSource);
  });
});
