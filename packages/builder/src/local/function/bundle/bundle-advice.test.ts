import { describe, expect, it } from 'vitest';
import { adviceForBundle } from './bundle-advice.ts';

describe('adviceForBundle', () => {
  it('says how to declare a file that the bundle lacks', () => {
    const text = "Error: ENOENT: no such file or directory, open '/shop/bundle/texts/a.txt'";
    expect(adviceForBundle(text, '/shop/bundle')).toMatch(
      /^texts\/a\.txt is not in the bundle.*"files": \["texts\/a\.txt"\]/,
    );
  });

  it('says how to declare a module that is required by a name of the run time', () => {
    const text =
      'Error: Cannot find module \'../data.json\'\nRequire stack:\n- /shop/bundle/src/app.js {"requireStack":["/a/b.js"]}';
    expect(adviceForBundle(text, '/shop/bundle')).toMatch(
      /^data\.json is not in the bundle.*"files": \["data\.json"\]/,
    );
  });

  it.each([
    "Cannot find module '/shop/bundle/src/worker.ts'",
    "Cannot find module '/shop/bundle/src/worker.ts' imported from /shop/bundle/src/app.js",
  ])('says how to declare a module whose name is only known at run time: %j', (text) => {
    expect(adviceForBundle(text, '/shop/bundle')).toMatch(/^src\/worker\.ts is not in the bundle/);
  });

  it.each([
    "Cannot find package 'sharp' imported from /shop/bundle/src/app.js",
    "Cannot find module 'sharp'\nRequire stack:\n- /shop/bundle/src/app.js",
  ])('says how to declare a package that the bundle lacks: %j', (text) => {
    expect(adviceForBundle(text, '/shop/bundle')).toMatch(
      /^the bundle does not contain sharp.*"external": \["sharp"\]/,
    );
  });

  it.each([
    "ENOENT: no such file or directory, open '/home/user/a.txt'",
    "Cannot find package 'sharp' imported from /home/user/app.js",
    "Cannot find module './a.json'\nRequire stack:\n- /home/user/app.js",
    'TypeError: nothing is wrong with the bundle',
  ])('has nothing to say about %j', (text) => {
    expect(adviceForBundle(text, '/shop/bundle')).toBeUndefined();
  });
});
