import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { describe, expect, inject, it } from 'vitest';

const run = promisify(execFile);
const ATTW = join(import.meta.dirname, '..', 'node_modules', '.bin', 'attw');

/** Additional files of a package: those that the builder's commands write, documentation, and further modules of the runtime. */
const additionalFiles: Readonly<Record<string, RegExp>> = {
  '@alr/builder': /^(templates\/.+|docs\/.+\.md|(lambda|event)\.schema\.json)$/,
  '@alr/event': /^docs\/.+\.md$/,
  '@alr/runtime': /^(docs\/.+\.md|testing|xray)$/,
};

/** publint suggests `exports`; the packages of a cold start do without (docs/decisions/009). */
const exportsSuggestion = /^pkg\.main is an ESM file, but it is usually better to use pkg\.exports instead/;

/** Its scripts are not minified. */
const BUILDER = '@alr/builder';
/** The console's page, which `local` serves. */
const CONSOLE = 'dist/console/';

/** The paths in a tarball, relative to its top folder, without the console's page. */
async function list(tarball: string): Promise<string[]> {
  return (await listAll(tarball)).filter((path) => !path.startsWith(CONSOLE));
}

async function listAll(tarball: string): Promise<string[]> {
  const { stdout } = await run('tar', ['-tzf', tarball]);
  return stdout
    .trim()
    .split('\n')
    .map((path) => path.replace(/^package\//, ''));
}

/** A source map of the build that was packed. */
interface SourceMap {
  readonly path: string;
  readonly sources: readonly string[];
  readonly sourcesContent?: readonly string[];
}

async function sourceMaps(name: string): Promise<SourceMap[]> {
  const dist = join(import.meta.dirname, '../../packages', name.replace('@alr/', ''), 'dist');
  const paths = (await readdir(dist, { recursive: true })).filter((path) => path.endsWith('.js.map'));
  expect(paths.length).toBeGreaterThan(0);
  return Promise.all(
    paths.map(async (path) => ({ ...(JSON.parse(await readFile(join(dist, path), 'utf8')) as SourceMap), path })),
  );
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
    for (const { sources } of await sourceMaps(name)) {
      expect(sources.filter((source) => source.includes('node_modules'))).toEqual([]);
    }
  });

  it(
    name === BUILDER
      ? 'has no source maps, because its scripts are readable'
      : 'has a source map for each script with code',
    async () => {
      const paths = await list(tarball);
      if (name === BUILDER) return expect(paths.filter((path) => path.endsWith('.map'))).toEqual([]);
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
    },
  );

  it('has source maps that contain their sources, which debuggers do not take for scripts with one', async () => {
    for (const { path, sources, sourcesContent = [] } of await sourceMaps(name)) {
      expect(sourcesContent.length, path).toBe(sources.length);
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

describe('the tarball of the builder', () => {
  const { [BUILDER]: tarball = '' } = inject('packed').tarballs;

  it("contains the console's page with the licenses of what it consists of", async () => {
    const page = (await listAll(tarball)).filter((path) => path.startsWith(CONSOLE) && !path.endsWith('/'));
    expect(
      page.filter((path) => !/\/(assets\/[\w-]+\.(js|css)|index\.html|icon\.svg|licenses\.md)$/.test(path)),
    ).toEqual([]);
    const { stdout } = await run('tar', ['-xzOf', tarball, `package/${CONSOLE}licenses.md`], { maxBuffer: 1e8 });
    const licensed = [...stdout.matchAll(/^## (\S+) - \S+ \((.+)\)$/gm)];
    expect(licensed.map(([, dependency]) => dependency)).toEqual(
      expect.arrayContaining(['preact', '@codemirror/view', '@codemirror/lang-json']),
    );
    expect(new Set(licensed.map(([, , license]) => license))).toEqual(new Set(['MIT']));
  });
});
