import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { describe, expect, inject, it } from 'vitest';

const run = promisify(execFile);
const ATTW = join(import.meta.dirname, '..', 'node_modules', '.bin', 'attw');

/** Additional files of a package: those that the builder's commands write, and further modules of the runtime. */
const additionalFiles: Readonly<Record<string, RegExp>> = {
  '@alr/builder': /^(templates\/.+|lambda\.schema\.json)$/,
  '@alr/runtime': /^(testing|xray)$/,
};

/** publint suggests `exports`; the packages of a cold start do without (docs/decisions/009). */
const exportsSuggestion = /^pkg\.main is an ESM file, but it is usually better to use pkg\.exports instead/;

/** The paths in a tarball, relative to its top folder. */
async function list(tarball: string): Promise<string[]> {
  const { stdout } = await run('tar', ['-tzf', tarball]);
  return stdout
    .trim()
    .split('\n')
    .map((path) => path.replace(/^package\//, ''));
}

describe.each(Object.entries(inject('packed').tarballs))('the tarball of %s', (name, tarball) => {
  it('contains the license, README, changelog and build output, and nothing else', async () => {
    const paths = await list(tarball);
    const built = paths.filter((path) => path.startsWith('dist/'));
    const others = paths.filter((path) => !path.startsWith('dist/') && !additionalFiles[name]?.test(path));
    expect(others.sort()).toEqual(['CHANGELOG.md', 'LICENSE', 'README.md', 'package.json']);
    expect(built.filter((path) => !/\.(js|js\.map|d\.ts)$/.test(path))).toEqual([]);
    expect(built.filter((path) => /\.test(-d)?\./.test(path))).toEqual([]);
  });

  it('contains no code of other packages, whose licenses it would have to include', async () => {
    const maps = (await list(tarball)).filter((path) => path.endsWith('.js.map'));
    for (const map of maps) {
      const { stdout } = await run('tar', ['-xzOf', tarball, `package/${map}`], { maxBuffer: 1e8 });
      const { sources } = JSON.parse(stdout) as { sources: string[] };
      expect(sources.filter((source) => source.includes('node_modules'))).toEqual([]);
    }
  });

  it('has a source map for each script with code', async () => {
    const paths = await list(tarball);
    const scripts = paths.filter((path) => /^dist\/(?!rolldown-runtime).*\.js$/.test(path));
    for (const script of scripts.filter((path) => !paths.includes(`${path}.map`))) {
      const { stdout } = await run('tar', ['-xzOf', tarball, `package/${script}`]);
      expect(
        stdout
          .replace(/^(import|export) [^;]*;$/gm, '')
          .replace(/^#!.*$/m, '')
          .trim(),
        script,
      ).toBe('');
    }
  });

  it('has source maps that contain their sources', async () => {
    const maps = (await list(tarball)).filter((path) => path.endsWith('.js.map'));
    for (const map of maps) {
      const { stdout } = await run('tar', ['-xzOf', tarball, `package/${map}`], { maxBuffer: 2 ** 28 });
      const { sources, sourcesContent } = JSON.parse(stdout) as { sources: string[]; sourcesContent?: string[] };
      expect(sourcesContent?.length, map).toBe(sources.length);
    }
  });

  it('has sources that debuggers do not take for scripts with a source map', async () => {
    for (const map of (await list(tarball)).filter((path) => path.endsWith('.js.map'))) {
      const { stdout } = await run('tar', ['-xzOf', tarball, `package/${map}`], { maxBuffer: 1e8 });
      const { sourcesContent } = JSON.parse(stdout) as { sourcesContent: string[] };
      expect(sourcesContent.filter((source) => /\/\/[#@][ \t]sourceMappingURL=/.test(source))).toEqual([]);
    }
  });

  it('passes publint', async () => {
    const bytes = await readFile(tarball);
    const { messages, pkg } = await publint({ pack: { tarball: Uint8Array.from(bytes).buffer }, strict: true });
    const findings = messages.map((message) => formatMessage(message, pkg, { color: false }));
    expect(findings.filter((finding) => !exportsSuggestion.test(finding ?? ''))).toEqual([]);
  });

  it('has types that resolve wherever its scripts do', async () => {
    await run(ATTW, [tarball, '--profile', 'node16', '--ignore-rules', 'cjs-resolves-to-esm', '--no-color']);
  });

  it('has no install script and no workspace dependency', async () => {
    const { stdout } = await run('tar', ['-xzOf', tarball, 'package/package.json']);
    const manifest = JSON.parse(stdout) as { name: string; scripts?: Record<string, string>; [key: string]: unknown };
    expect(manifest.name).toBe(name);
    for (const script of ['preinstall', 'install', 'postinstall', 'prepare'])
      expect(manifest.scripts?.[script]).toBeUndefined();
    expect(JSON.stringify([manifest.dependencies, manifest.peerDependencies])).not.toMatch(
      /workspace:|catalog:|file:|link:/,
    );
  });
});
