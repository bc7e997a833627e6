import { mkdir, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { createTestProject } from '../../../test/test-project.ts';
import { projectContext } from './build-context.ts';
import { ignoredBy, sourceDigest } from './source-digest.ts';

const files = { Dockerfile: 'FROM x', 'app.js': 'one', '.dockerignore': 'events\n**/*.test.*\n' };

function digestOf(context: string, base = 'debian') {
  const buildArguments = { BASE_IMAGE: base };
  const request = { dockerfile: `${context}/Dockerfile`, architecture: 'x86_64', buildArguments } as const;
  return sourceDigest([request], projectContext(context));
}

describe('sourceDigest', () => {
  it('is the same in another directory with the same files', async () => {
    await using one = await createTestProject(files);
    await using two = await createTestProject(files);
    expect(await digestOf(one.directory)).toBe(await digestOf(two.directory));
  });

  it('changes with a file, the Dockerfile or a build argument', async () => {
    await using project = await createTestProject(files);
    const digests = [await digestOf(project.directory), await digestOf(project.directory, 'alpine')];
    await writeFile(project.path('app.js'), 'two');
    digests.push(await digestOf(project.directory));
    await writeFile(project.path('Dockerfile'), 'FROM y');
    digests.push(await digestOf(project.directory));
    expect(new Set(digests).size).toBe(4);
  });

  it('does not depend on files that the image does not contain', async () => {
    await using project = await createTestProject(files);
    const before = await digestOf(project.directory);
    for (const folder of ['events', 'node_modules', '.git', '.alr']) {
      await mkdir(project.path(folder));
      await writeFile(project.path(`${folder}/x.json`), '{}');
    }
    await writeFile(project.path('app.test.js'), 'test');
    expect(await digestOf(project.directory)).toBe(before);
  });
});

describe('a .dockerignore', () => {
  it.each([
    ['events', 'events/a/b.json', true],
    ['/events/', 'events/a.json', true],
    ['events', 'src/events', false],
    ['**/.env*', 'a/b/.env.prod', true],
    ['**/.env*', '.env', true],
    ['*.md', 'docs/a.md', false],
    ['*.md\n!README.md', 'README.md', false],
    ['# *\n\na?c', 'abc', true],
    ['a.c', 'abc', false],
  ])('%j, applied to %s: %s', (text, path, isIgnored) => {
    expect(ignoredBy(text)(path)).toBe(isIgnored);
  });
});
