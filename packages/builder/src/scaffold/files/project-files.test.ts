import { globSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { managedPaths } from './project-files.ts';

it('writes every file of the image that there is a template for', () => {
  const managed = fileURLToPath(new URL('../../../templates/managed', import.meta.url));
  const templates = globSync('image/**/*.*js', { cwd: managed }).map((path) => path.replaceAll('\\', '/'));
  // Only a workspace of npm needs this one.
  expect(templates.filter((path) => path !== 'image/siblings.mjs').sort()).toEqual(
    managedPaths.filter((path) => path.startsWith('image/')).sort(),
  );
});
