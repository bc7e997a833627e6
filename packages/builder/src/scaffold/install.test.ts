import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { project } from '../../test/project.ts';
import { triggerTypes } from '../config/keys/trigger-keys.ts';
import { loadConfiguration } from '../config/load-configuration.ts';
import { readYaml } from '../config/read/read-yaml.ts';
import { validate } from '../config/validate/validate.ts';
import { type Choices, defaultChoices, functionNameFrom } from './choices.ts';
import { install } from './install.ts';
import { exampleIn, lambdaYaml } from './lambda-yaml.ts';
import { markOwned } from './ownership.ts';

async function installIn(directory: string, choices: Partial<Choices> = {}, force = false): Promise<string> {
  const out = new PassThrough();
  const printed = text(out);
  await install({ directory, choices, interactive: false, force, out });
  out.end();
  return printed;
}

const read = (directory: string, name: string) => readFile(join(directory, name), 'utf8');

describe('install', () => {
  it('makes a project in a directory that is not there yet', async () => {
    await using here = await project();
    const printed = await installIn(join(here.directory, 'my shop'), { trigger: 'sqs' });
    const made = join(here.directory, 'my shop');
    for (const name of ['package.json', 'lambda.yaml', 'src/app.ts', 'src/app.test.ts', 'Dockerfile', 'Makefile']) {
      expect(existsSync(join(made, name))).toBe(true);
      expect(printed).toMatch(new RegExp(`created +${name}\n`));
    }
    const { lambda, trigger, image } = await loadConfiguration({ directory: made, env: {} });
    expect(lambda.name).toBe('my-shop');
    expect(trigger.type).toBe('sqs');
    expect(image.handler).toBe('src/app.MyLambda');
  });

  it('makes one in JavaScript, for pnpm', async () => {
    await using here = await project();
    await installIn(here.directory, { language: 'javascript', packageManager: 'pnpm' });
    expect(existsSync(here.path('src/app.js'))).toBe(true);
    expect(existsSync(here.path('tsconfig.json'))).toBe(false);
    expect(await read(here.directory, 'Dockerfile')).toContain('pnpm');
    expect(await read(here.directory, 'Makefile')).toContain('pnpm exec alr-builder');
  });

  it.each(['s3-sqs', 'sns-sqs'] as const)(
    'registers no class for a queue that carries the events of %s',
    async (trigger) => {
      await using here = await project();
      await installIn(here.directory, { trigger });
      expect(await read(here.directory, 'src/app.ts')).not.toMatch(/SQSHandler|EVENT_SQS|\{\{/);
      const { Records } = JSON.parse(await read(here.directory, 'events/sqs.json'));
      expect(JSON.parse(Records[0].body)).toMatchObject(
        trigger === 's3-sqs' ? { Records: [{ eventSource: 'aws:s3' }] } : { Type: 'Notification' },
      );
    },
  );

  it.each([
    ['s3-direct', 'trigger.bucket'],
    ['alb', 'trigger.listener_arn'],
    ['kinesis', 'trigger.stream.arn'],
  ] as const)('says for %s that %s is to be changed', async (trigger, key) => {
    await using here = await project();
    expect(await installIn(here.directory, { trigger })).toContain(`change ${key} in lambda.yaml: it is an example`);
    const yaml = await read(here.directory, 'lambda.yaml');
    expect(yaml).toMatch(new RegExp(`${key.split('.').at(-1)}: \\S+ # change this`));
  });

  it('leaves no placeholder in any file', async () => {
    await using here = await project();
    await installIn(here.directory);
    for (const name of ['README.md', 'Dockerfile', 'Makefile', 'package.json', 'lambda.yaml']) {
      expect(await read(here.directory, name)).not.toMatch(/\{\{|undefined/);
    }
    expect(await read(here.directory, 'src/app.ts')).not.toContain('{{');
  });

  it('never overwrites a file of the user, and says so', async () => {
    await using here = await project({ 'lambda.yaml': 'image: { handler: app.Mine }\n', policies: '# mine\n' });
    await mkdir(here.path('src'));
    await writeFile(here.path('src/app.ts'), '// mine\n');
    const printed = await installIn(here.directory, {}, true);
    expect(await read(here.directory, 'lambda.yaml')).toBe('image: { handler: app.Mine }\n');
    expect(await read(here.directory, 'src/app.ts')).toBe('// mine\n');
    expect(await read(here.directory, 'policies')).toBe('# mine\n');
    expect(printed).toMatch(/left alone +src\/app\.ts \(yours\)/);
  });

  it('changes nothing the second time', async () => {
    await using here = await project();
    await installIn(here.directory);
    const printed = await installIn(here.directory);
    expect(printed).not.toMatch(/created|upgraded|left/);
    expect(printed).toMatch(/unchanged +Makefile/);
  });

  it('takes other ends of lines for no change', async () => {
    await using here = await project();
    await installIn(here.directory);
    for (const name of ['Makefile', 'lambda.yaml']) {
      await writeFile(here.path(name), (await read(here.directory, name)).replaceAll('\n', '\r\n'));
    }
    expect(await installIn(here.directory)).not.toMatch(/created|upgraded|left/);
  });

  it("brings the tool's files up to date, for what the project is", async () => {
    await using here = await project();
    await installIn(here.directory, { trigger: 'sqs', packageManager: 'pnpm', name: 'shop' });
    await writeFile(here.path('pnpm-lock.yaml'), '');
    const makefile = await read(here.directory, 'Makefile');
    await writeFile(here.path('Makefile'), asOlder(makefile));
    const printed = await installIn(here.directory);
    expect(printed).toMatch(/upgraded +Makefile\n/);
    expect(await read(here.directory, 'Makefile')).toBe(makefile);
    expect(existsSync(here.path('Makefile.orig'))).toBe(false);
  });

  it("keeps a copy of a tool's file that was changed", async () => {
    await using here = await project();
    await installIn(here.directory);
    const makefile = await read(here.directory, 'Makefile');
    await writeFile(here.path('Makefile'), `${makefile}mine:\n`);
    const printed = await installIn(here.directory);
    expect(printed).toMatch(/upgraded +Makefile \(it had been changed: that is kept in Makefile\.orig\)/);
    expect(await read(here.directory, 'Makefile')).toBe(makefile);
    expect(await read(here.directory, 'Makefile.orig')).toBe(`${makefile}mine:\n`);
  });

  it('keeps the copies of each time', async () => {
    await using here = await project();
    await installIn(here.directory);
    const makefile = await read(here.directory, 'Makefile');
    for (const text of ['first', 'second', 'third']) {
      await writeFile(here.path('Makefile'), `${makefile}${text}:\n`);
      await installIn(here.directory);
    }
    for (const [name, text] of [
      ['orig', 'first'],
      ['orig.2', 'second'],
      ['orig.3', 'third'],
    ]) {
      expect(await read(here.directory, `Makefile.${name}`)).toBe(`${makefile}${text}:\n`);
    }
  });

  it('names the handler in the Dockerfile as the image has it', async () => {
    await using here = await project({ 'lambda.yaml': 'image: { handler: ./src/main.ts }\ntrigger: { type: none }\n' });
    await installIn(here.directory);
    expect(await read(here.directory, 'Dockerfile')).toContain('ARG HANDLER=src/main\n');
  });

  it('makes no lambda.yaml that would hide a lambda.env', async () => {
    await using here = await project({
      'lambda.env': 'FUNCTION_NAME=shop\nHANDLER_CLASS=lib/main.handler\nTRIGGER_TYPE=sqs\n',
    });
    const printed = await installIn(here.directory);
    expect(existsSync(here.path('lambda.yaml'))).toBe(false);
    expect(printed).toContain('lambda.env configures the project; alr-builder generate-yaml makes a lambda.yaml of it');
    expect(await read(here.directory, 'Dockerfile')).toContain('ARG HANDLER=lib/main.handler');
  });

  it('stays with pnpm before there is a lockfile', async () => {
    await using here = await project();
    await installIn(here.directory, { packageManager: 'pnpm' });
    expect(await installIn(here.directory)).not.toMatch(/created|upgraded/);
  });

  it('does not make again what its user has removed, unless it is forced', async () => {
    await using here = await project();
    await installIn(here.directory);
    await rm(here.path('src/app.test.ts'));
    await rm(here.path('image/bundle.mjs'));
    const printed = await installIn(here.directory);
    expect(printed).toMatch(/left out +src\/app\.test\.ts \(yours, and you have removed it\)/);
    expect(printed).toMatch(/created +image\/bundle\.mjs/);
    expect(existsSync(here.path('src/app.test.ts'))).toBe(false);
    expect(await installIn(here.directory, {}, true)).toMatch(/created +src\/app\.test\.ts/);
  });

  it('goes on where it was broken off', async () => {
    await using here = await project();
    await installIn(here.directory);
    await rm(here.path('events'), { recursive: true });
    for (const name of ['Dockerfile', 'Makefile', 'image']) await rm(here.path(name), { recursive: true });
    expect(await installIn(here.directory)).toMatch(/created +events\/sqs\.json/);
  });

  it('keeps secrets out of what the build of the image sees', async () => {
    await using here = await project();
    await installIn(here.directory);
    expect((await read(here.directory, '.dockerignore')).split('\n')).toEqual(
      expect.arrayContaining(['**/.env*', '**/*.env']),
    );
  });

  it('leaves a file alone whose first line was removed, unless it is forced', async () => {
    await using here = await project();
    await installIn(here.directory);
    const dockerfile = await read(here.directory, 'Dockerfile');
    const mine = dockerfile.slice(dockerfile.indexOf('\n') + 1);
    await writeFile(here.path('Dockerfile'), mine);
    expect(await installIn(here.directory)).toMatch(/left alone +Dockerfile \(yours\)/);
    expect(await read(here.directory, 'Dockerfile')).toBe(mine);
    expect(await installIn(here.directory, {}, true)).toMatch(/upgraded +Dockerfile .*Dockerfile\.orig/);
    expect(await read(here.directory, 'Dockerfile.orig')).toBe(mine);
  });
});

describe('install beside a package.json of the user', () => {
  const own = { name: 'mine', scripts: { test: 'jest' }, dependencies: { '@alr/runtime': '1' } };

  it('leaves it alone, and says how it gets what it lacks', async () => {
    await using here = await project({ 'package.json': JSON.stringify(own) });
    const printed = await installIn(here.directory, { language: 'typescript' });
    expect(JSON.parse(await read(here.directory, 'package.json'))).toEqual(own);
    expect(printed).toMatch(/left alone +package\.json \(yours\)/);
    expect(printed).toContain('Next, as package.json is yours, and lacks something:\n');
    expect(printed).toContain('  npm pkg set type=module\n');
    expect(printed).toMatch(/^ {2}npm install @alr\/context@\^1\.0\.0 @alr\/event@\S+ @alr\/writer@\S+$/m);
    expect(printed).toMatch(
      /^ {2}npm install --save-dev @alr\/builder@\S+ @types\/node@\S+ rolldown@\S+ typescript@\S+$/m,
    );
    expect(printed).toContain('  node --test "src/**/*.test.ts"\n');
  });

  it('is in the language of the project', async () => {
    await using here = await project({ 'package.json': '{}' });
    expect(await installIn(here.directory)).toMatch(/created +src\/app\.js/);
  });

  it('writes nothing where it can not be read', async () => {
    await using here = await project({ 'package.json': '{ "name": ' });
    await expect(installIn(here.directory)).rejects.toThrow(
      /package\.json is not valid: .*; mend it, then install again/,
    );
    expect(existsSync(here.path('lambda.yaml'))).toBe(false);
  });
});

describe('install where it can not write', () => {
  it.each([
    [
      'a file where the directory is to be',
      { shop: '' },
      'shop',
      /^can't read \S+shop\/lambda\.yaml: not a directory$/,
    ],
    [
      'a file where a directory of the project is to be',
      { src: '' },
      '.',
      /^can't read \S+src\/app\.ts: not a directory$/,
    ],
  ])('says so: %s', async (_, files, directory, expected) => {
    await using here = await project(files as Record<string, string>);
    await expect(installIn(join(here.directory, directory))).rejects.toThrow(expected);
  });

  it('says so: a directory where a file is to be', async () => {
    await using here = await project();
    await mkdir(here.path('Dockerfile'));
    await expect(installIn(here.directory)).rejects.toThrow(
      /^can't read \S+Dockerfile: illegal operation on a directory$/,
    );
  });
});

describe('the scaffolded lambda.yaml', () => {
  it('is valid, without a warning, for every trigger and every name', () => {
    const name = fc.oneof(
      fc.stringMatching(/^[A-Za-z0-9_-]{1,64}$/),
      fc.constantFrom('null', 'true', '1e5', '---', '-'),
    );
    fc.assert(
      fc.property(name, fc.constantFrom(...triggerTypes), (name, trigger) => {
        const yaml = lambdaYaml({ ...defaultChoices(name), trigger });
        const { problems, warnings } = validate(readYaml(yaml, 'lambda.yaml'));
        expect([...problems, ...warnings]).toEqual([]);
      }),
    );
  });

  it('marks a value to be changed exactly where there is one', () => {
    const marked = triggerTypes.filter((trigger) =>
      lambdaYaml({ ...defaultChoices('a'), trigger }).includes('# change this'),
    );
    expect(triggerTypes.filter((trigger) => exampleIn(trigger) !== undefined)).toEqual(marked);
  });

  it('has a name that Lambda takes, whatever the directory is called', () => {
    fc.assert(fc.property(fc.string(), (text) => /^[A-Za-z0-9_-]{1,64}$/.test(functionNameFrom(text))));
  });
});

/** A tool's file as an older version could have written it: other text, under its own digest. */
function asOlder(text: string): string {
  return markOwned(`${text.slice(text.indexOf('\n') + 1)}# an older target\n`, 'Makefile');
}
