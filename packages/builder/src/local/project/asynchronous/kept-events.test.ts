import { writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { startTestProject, type TestLocal } from '../../../../test/local.ts';
import { createTestProject } from '../../../../test/test-project.ts';
import type { LocalOptions } from '../../options/local-options.ts';

const warningsOf = ({ events }: TestLocal) =>
  events.flatMap((event) => (event.type === 'warning' ? [event.message] : []));

describe('the events that an earlier run has left', () => {
  it('stay if their function does not run, which is said at each start, until it runs or --reset', async () => {
    const project = (...names: string[]) =>
      `project: shop\nfunctions: { ${names.map((name) => `${name}: { handler: app.Handler }`).join(', ')} }\n`;
    const sent = { FunctionName: 'old', InvocationType: 'Event' } as const;
    await using files = await createTestProject({ 'lambda.yaml': project('old', 'other') });
    const run = (options: LocalOptions = {}) => startTestProject(files, { data: 'kept', ...options });
    const configure = (...names: string[]) => writeFile(files.path('lambda.yaml'), project(...names));
    {
      await using local = await run();
      await local.invoke({ fail: 'Poison' }, sent);
      await local.invoke({ fail: 'Poison' }, sent);
      await local.settled();
    }
    const warning = '2 events wait for the function old, which does not run: they stay until it does, or until --reset';
    for (const name of ['new', 'another']) {
      await configure(name, 'other');
      await using local = await run();
      expect(warningsOf(local)).toContain(warning);
    }
    await configure('old', 'other');
    {
      await using local = await run({ function: 'other' });
      expect(warningsOf(local)).toContain(warning);
    }
    {
      await using local = await run();
      expect(warningsOf(local)).toEqual([]);
      expect(await local.until('kept')).toMatchObject({ events: 2 });
    }
    await configure('new', 'other');
    for (const reset of [true, false]) {
      await using local = await run({ reset });
      expect(warningsOf(local)).toEqual([]);
    }
  });
});
