import { spawnSync } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createTestProject } from '../../test/test-project.ts';
import type { TriggerType } from '../config/keys/trigger-keys.ts';
import { projectFiles } from './files/project-files.ts';
import { nextSteps } from './next-steps.ts';
import { defaultSettings } from './settings/settings.ts';

/** The first of the steps after a project was created in this directory. */
function firstStep(directory: string): string {
  const settings = defaultSettings('shop');
  return nextSteps({ directory, settings, gaps: undefined, isNew: true, isInstalled: false }).commands[0] ?? '';
}

describe('the next steps', () => {
  it('start in the directory of the project', () => {
    expect(firstStep('my-shop')).toBe('cd my-shop');
    expect(firstStep('/srv/my shop')).toBe("cd '/srv/my shop'");
  });

  it('call a function for HTTP requests with curl, through the front of its trigger', () => {
    const steps = (['url', 'alb', 'sqs'] as const).map((trigger) => {
      const settings = { ...defaultSettings('shop'), trigger };
      const { commands, call, send } = nextSteps({
        directory: '.',
        settings,
        gaps: undefined,
        isNew: true,
        isInstalled: true,
      });
      return [commands.at(-1), call, send];
    });
    expect(steps).toEqual([
      ['npx alr-builder local --watch', 'curl http://127.0.0.1:9000', undefined],
      ['npx alr-builder local --watch --front alb', 'curl http://127.0.0.1:9000', undefined],
      [
        'npx alr-builder local --watch',
        'npx alr-builder invoke --local --payload @events/sqs.json',
        'npx alr-builder send hello',
      ],
    ]);
  });

  it('send something to the source of the events, as the README does', async () => {
    const sent = async (trigger: TriggerType) => {
      const settings = { ...defaultSettings('shop'), trigger };
      const files = await projectFiles(settings, { directory: '.' });
      const readme = files.find(({ path }) => path === 'README.md')?.text ?? '';
      const { send } = nextSteps({ directory: '.', settings, gaps: undefined, isNew: true, isInstalled: true });
      const [command] = send === undefined ? [] : [send.replace('npx alr-builder ', '')];
      expect(readme.match(/^npx alr-builder (send .*?) +#/m)?.[1]?.replaceAll('"', '')).toBe(command);
      return command;
    };
    expect(await sent('sqs')).toBe('send hello');
    expect(await sent('sns-sqs')).toBe('send hello');
    expect(await sent('s3-direct')).toBe('send @README.md --key docs/README.md');
    expect(await sent('kinesis')).toBe('send hello');
    for (const trigger of ['url', 'scheduler', 'none', 'eventbridge'] as const) {
      expect(await sent(trigger)).toBeUndefined();
    }
  });

  it('lead into a directory with any name', async () => {
    await using here = await createTestProject();
    const directory = fc.string({
      unit: fc.oneof(
        fc.constantFrom(...'$`\'"\\ \n\t;&|<>()[]*?!#~-.'),
        fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }),
      ),
      minLength: 1,
      maxLength: 8,
    });
    const names = fc
      .sample(directory, 100)
      .map((name) => name.replaceAll(/[/\0]/g, ''))
      .filter((name) => !['', '.', '..'].includes(name));
    for (const name of [
      '-',
      '--',
      '-x',
      '~',
      '$HOME',
      '$(>pwned)',
      '`>pwned`',
      '"; >pwned; "',
      "it's",
      '!!',
      ...names,
    ]) {
      await mkdir(here.path(name), { recursive: true });
      const script = `${firstStep(name)}\nprintf %s "$PWD"`;
      const { stdout } = spawnSync('sh', ['-c', script], { cwd: here.directory, encoding: 'utf8' });
      expect(stdout).toBe(here.path(name));
    }
  });
});
