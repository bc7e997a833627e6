import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { startTestProject } from '../../../../test/local.ts';
import { createTestProject } from '../../../../test/test-project.ts';

const code = Array.from({ length: 20 }, (_, index) => `const line${index + 1} = ${index + 1};`).join('\n');
const project = await createTestProject({
  'lambda.yaml': 'image: { handler: app.Handler }\n',
  'app.ts': code,
  '.env.ts.secret': 'TOKEN=abc',
});
const outside = await mkdtemp(join(tmpdir(), 'alr-outside-'));
await writeFile(join(outside, 'other.ts'), 'secret');
await symlink(join(outside, 'other.ts'), project.path('link.ts'));
await symlink(project.path('.env.ts.secret'), project.path('env.ts'));
const local = await startTestProject(project);
afterAll(async () => {
  await local.close();
  await project[Symbol.asyncDispose]();
  await rm(outside, { recursive: true });
});

async function read(file: string, line: number) {
  const { origin, hash } = new URL(local.consoleUrl ?? '');
  const headers = { authorization: `Bearer ${new URLSearchParams(hash.slice(1)).get('token')}` };
  const response = await fetch(`${origin}/api/code?${new URLSearchParams({ file, line: String(line) })}`, { headers });
  return { status: response.status, body: (await response.json()) as object };
}

describe('GET /api/code', () => {
  it('has the lines around a line', async () => {
    expect(await read(project.path('app.ts'), 5)).toEqual({
      status: 200,
      body: { first: 2, lines: code.split('\n').slice(1, 8) },
    });
    expect(await read(project.path('app.ts'), 1)).toMatchObject({ body: { first: 1, lines: { length: 4 } } });
    expect(await read(project.path('app.ts'), 99)).toMatchObject({ body: { lines: [] } });
  });

  it.each(['lambda.yaml', '.env.ts.secret', 'link.ts', 'env.ts', 'none.ts', '../other.ts', join(outside, 'other.ts')])(
    'does not have %s',
    async (file) => {
      expect(await read(file.startsWith('/') ? file : project.path(file), 1)).toMatchObject({ status: 404 });
      expect(await read(file, 1)).toMatchObject({ status: 404 });
    },
  );
});
