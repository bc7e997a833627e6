import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { configurationOf } from '../../../test/configuration.ts';
import { createTestProject, type TestProject } from '../../../test/test-project.ts';
import { buildArguments } from '../build-arguments.ts';
import { imageRequests } from '../build-requests.ts';
import { findBuildContext } from './build-context.ts';
import { imageSources } from './image-sources.ts';
import { sourceDigest } from './source-digest.ts';

interface Layout {
  /** Files by their paths below the root. */
  readonly files?: Readonly<Record<string, string>>;
  /** The project's folder. */
  readonly folder?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly dockerfile?: string;
}

const npm = { 'package.json': '{ "workspaces": ["packages/*"] }' };
const pnpm = { 'pnpm-workspace.yaml': 'packages: ["**", "!**/old/**"]\n' };
const FOR_WORKSPACE = 'ARG PROJECT=anything\nFROM node\n';

/** A project that depends on `@shop/prices`, which depends on `@shop/money`, beside the unrelated package `web`. */
async function createLayout({ files = npm, folder = 'packages/fn', dependencies, dockerfile }: Layout) {
  const root = await createTestProject();
  const write = async (path: string, text: string) => {
    await mkdir(dirname(root.path(path)), { recursive: true });
    await writeFile(root.path(path), text);
  };
  for (const [path, text] of Object.entries(files)) await write(path, text);
  await write(join(folder, 'package.json'), JSON.stringify({ dependencies: dependencies ?? { '@shop/prices': '*' } }));
  await write(join(folder, 'Dockerfile'), dockerfile ?? FOR_WORKSPACE);
  await write('packages/prices/package.json', '{ "dependencies": { "@shop/money": "*", "@shop/missing": "*" } }');
  await write('packages/money/package.json', '{ "devDependencies": { "@shop/prices": "*" } }');
  await write('packages/web/package.json', '{}');
  await mkdir(root.path('node_modules/@shop'), { recursive: true });
  for (const name of ['prices', 'money']) {
    await symlink(root.path(`packages/${name}`), root.path(`node_modules/@shop/${name}`), 'dir');
  }
  return root;
}

const configurationIn = (root: TestProject, folder = 'packages/fn') =>
  configurationOf('trigger: { type: none }\n', root.path(folder));

const contextOf = (root: TestProject, folder?: string) => findBuildContext(configurationIn(root, folder));

async function digestOf(root: TestProject): Promise<string> {
  const context = await contextOf(root);
  return sourceDigest(imageRequests(configurationIn(root), context), context);
}

describe('the context of a build', () => {
  it("is the project's directory outside of a workspace", async () => {
    await using root = await createLayout({ files: {}, dependencies: {}, dockerfile: 'FROM node\n' });
    expect(await contextOf(root)).toEqual({
      directory: root.path('packages/fn'),
      ignoreFile: root.path('packages/fn/.dockerignore'),
      sources: ['.'],
    });
  });

  it.each([
    ['npm', npm],
    ['npm, in the long form', { 'package.json': '{ "workspaces": { "packages": ["./packages/*/"] } }' }],
    ['pnpm', pnpm],
  ])('is the root of a workspace of %s, with the packages that the project depends on', async (_, files) => {
    await using root = await createLayout({ files });
    expect(await contextOf(root)).toEqual({
      directory: root.directory,
      folder: 'packages/fn',
      ignoreFile: root.path('.dockerignore'),
      sources: ['packages/fn', 'packages/prices', 'packages/money'],
    });
  });

  it('is the root if the project is the root of a workspace', async () => {
    const files = { ...pnpm, 'package.json': '{ "dependencies": { "@shop/money": "workspace:*" } }' };
    await using root = await createLayout({ files: { ...files, Dockerfile: FOR_WORKSPACE } });
    expect(await contextOf(root, '.')).toMatchObject({ directory: root.directory, folder: '.' });
  });

  it.each([
    ['another folder', { 'package.json': '{ "workspaces": ["apps/*"] }' }],
    ['an excluded folder', { 'pnpm-workspace.yaml': 'packages: ["packages/*", "!packages/fn"]\n' }],
    ['settings of pnpm without members', { 'pnpm-workspace.yaml': 'allowBuilds: {}\n' }],
    ['an invalid manifest', { 'package.json': '{' }],
  ])('is the directory of a project in %s, which is in no workspace', async (_, files) => {
    await using root = await createLayout({ files, dependencies: {}, dockerfile: 'FROM node\n' });
    expect(await contextOf(root)).toMatchObject({ directory: root.path('packages/fn') });
  });

  it('is passed to the engine with the folder of the project, and the patterns beside the Dockerfile', async () => {
    await using root = await createLayout({});
    const ignoreFile = root.path('packages/fn/Dockerfile.dockerignore');
    await writeFile(ignoreFile, '**/node_modules\n');
    const [request] = imageRequests(configurationIn(root), await contextOf(root));
    if (request === undefined) throw new Error('there is no request');
    const argumentsOf = (name: 'podman' | 'docker') =>
      buildArguments({ name, command: name, hasBuildx: true }, request).join(' ');
    for (const name of ['podman', 'docker'] as const) {
      expect(argumentsOf(name)).toContain(`--build-arg PROJECT=packages/fn`);
      expect(argumentsOf(name)).toMatch(new RegExp(` ${root.directory}$`));
    }
    expect(argumentsOf('podman')).toContain(`--ignorefile ${ignoreFile}`);
    expect(argumentsOf('docker')).not.toContain('--ignorefile');
  });
});

describe('the sources of an image in a workspace', () => {
  it.each([
    ['packages/fn', ['packages/fn', 'packages/prices', 'packages/money']],
    ['.', ['.']],
  ])('of the project %s are in %j', async (folder, folders) => {
    const files = {
      ...npm,
      'package.json': '{ "workspaces": ["packages/*"], "dependencies": { "@shop/money": "*" } }',
    };
    await using root = await createLayout({ files: { ...files, Dockerfile: FOR_WORKSPACE } });
    const sources = await imageSources(configurationIn(root, folder));
    expect(sources.folders).toEqual(folders.map((path) => resolve(root.directory, path)));
  });
});

describe('the digest of the sources in a workspace', () => {
  it.each([
    ['packages/fn/app.ts', true],
    ['packages/money/index.ts', true],
    ['package-lock.json', true],
    ['packages/web/index.ts', false],
    ['docs/index.md', false],
  ])('after a change of %s: differs is %s', async (path, differs) => {
    await using root = await createLayout({});
    const before = await digestOf(root);
    await mkdir(dirname(root.path(path)), { recursive: true });
    await writeFile(root.path(path), 'changed');
    expect((await digestOf(root)) !== before).toBe(differs);
  });
});

describe('a build is refused', () => {
  it.each<[string, Layout, RegExp]>([
    [
      'if the Dockerfile is not for the workspace that the function needs',
      { dockerfile: 'FROM node\n' },
      /depends on packages\/prices in the workspace .*: upgrade it with alr-builder install/,
    ],
    ['if the Dockerfile is for a workspace that there is not', { files: {} }, /is for a workspace, and .* is in none/],
    [
      'for a dependency outside of the context',
      { files: {}, dependencies: { prices: 'file:../prices' }, dockerfile: 'FROM node\n' },
      /depends on prices as file:\.\.\/prices, which is outside of .*: make both packages members of one workspace/,
    ],
    [
      'for a dependency on the workspace that there is not',
      { files: {}, dependencies: { prices: 'workspace:^' }, dockerfile: 'FROM node\n' },
      /depends on prices as workspace:\^, but it is in no workspace/,
    ],
    ['for a specifier that npm does not know', { dependencies: { prices: 'workspace:*' } }, /write "\*" instead/],
  ])('%s', async (_, layout, message) => {
    await using root = await createLayout(layout);
    await expect(contextOf(root)).rejects.toThrow(message);
  });
});
