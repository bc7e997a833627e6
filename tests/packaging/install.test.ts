import { access, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, inject, it } from 'vitest';

interface Manifest {
  readonly name: string;
  readonly scripts?: Readonly<Record<string, string>>;
}

const INSTALLED = join(inject('packed').project, 'node_modules');

/** The total size of the files below a folder, in bytes. */
async function measure(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const sizes = await Promise.all(files.map(async (file) => (await stat(join(file.parentPath, file.name))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}

async function manifests(): Promise<Manifest[]> {
  const lock = JSON.parse(await readFile(join(INSTALLED, '.package-lock.json'), 'utf8')) as {
    packages: Record<string, unknown>;
  };
  const paths = Object.keys(lock.packages).map((path) => join(INSTALLED, '..', path, 'package.json'));
  return Promise.all(paths.map(async (path) => JSON.parse(await readFile(path, 'utf8')) as Manifest));
}

describe('npm install of the runtime, in an empty folder', () => {
  it('installs its peers, except the optional ones', async () => {
    const names = (await manifests()).map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['@alr/runtime', '@alr/context', '@alr/writer']));
    expect(names).not.toContain('@alr/event');
    expect(names).not.toContain('aws-xray-sdk-core');
  });

  it('takes less than 5 MB', async () => {
    expect(await measure(INSTALLED)).toBeLessThan(5_000_000);
  });

  it('runs no install script', async () => {
    const scripts = (await manifests()).flatMap(({ name, scripts = {} }) =>
      ['preinstall', 'install', 'postinstall']
        .filter((script) => script in scripts)
        .map((script) => `${name}: ${script}`),
    );
    expect(scripts).toEqual([]);
  });

  it('installs the bootstrap as a bin', async () => {
    await access(join(INSTALLED, '.bin', 'alr-bootstrap'));
  });
});
