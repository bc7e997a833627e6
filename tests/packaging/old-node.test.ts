import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, inject, it } from 'vitest';

const { project } = inject('packed');
const VERSIONS = join(import.meta.dirname, '..', 'other-versions', 'node_modules');
const bins = {
  'alr-bootstrap': join(project, 'node_modules', '.bin', 'alr-bootstrap'),
  'alr-builder': join(import.meta.dirname, '..', 'node_modules', '@alr', 'builder', 'dist', 'cli.js'),
};

function run(major: number, ...args: string[]) {
  const node = join(VERSIONS, `node-${major}`, 'bin', 'node');
  const { status, stdout, stderr } = spawnSync(node, args, { cwd: project, encoding: 'utf8' });
  return { status, stdout, stderr };
}

describe.each([18, 20])('Node %i', (major) => {
  it.each(Object.entries(bins))('is too old for %s, which says so in one line', (name, path) => {
    expect(run(major, path, 'app.handler')).toEqual({
      status: 1,
      stdout: '',
      stderr: expect.stringMatching(
        new RegExp(
          `^${name} needs Node 22\\.19 or later, but this is Node ${major}\\.\\d+\\.\\d+ \\(/.*\\): install a newer version, or put it first in PATH\n$`,
        ),
      ),
    });
  });

  it.each(['@alr/runtime', '@alr/runtime/testing'])('is too old for a program that imports %s', (name) => {
    const { status, stderr } = run(major, '--input-type=module', '--eval', `import '${name}';`);
    expect(status).toBe(1);
    expect(stderr).toContain(`Error: @alr/runtime needs Node 22.19 or later, but this is Node ${major}.`);
  });
});
