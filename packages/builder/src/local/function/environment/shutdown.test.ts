import { writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { clientThatLoads, startTestLocal, type TestLocal } from '../../../../test/local.ts';
import { createTestProject } from '../../../../test/test-project.ts';

/** The types of the events about the process. `log` is what the function wrote when it received SIGTERM. */
function processEvents({ events }: TestLocal): string[] {
  const relevant = events.filter((event) => event.type !== 'log' || event.line === 'SIGTERM');
  return relevant
    .map(({ type }) => type)
    .filter((type) => ['terminating', 'log', 'stopped', 'starting'].includes(type));
}

describe('shutdown', () => {
  it('is announced by SIGTERM if an extension is registered', async () => {
    const local = await startTestLocal({ env: { INIT: 'extension' } });
    await local.invoke({ respond: '1' });
    await local.close();
    expect(processEvents(local)).toEqual(['starting', 'terminating', 'log', 'stopped']);
  });

  it('kills a process that ignores SIGTERM', async () => {
    const local = await startTestLocal({ env: { INIT: 'extension', IGNORE_SIGTERM: 'yes' } });
    await local.invoke({ respond: '1' });
    await local.close();
    expect(processEvents(local)).toEqual(['starting', 'terminating', 'log', 'stopped']);
  });

  it('is not announced without an extension', async () => {
    const local = await startTestLocal();
    await local.invoke({ respond: '1' });
    await local.close();
    expect(processEvents(local)).toEqual(['starting', 'stopped']);
  });

  it('is announced before a restart', async () => {
    await using files = await createTestProject();
    await using local = await startTestLocal({
      command: await clientThatLoads(files.directory),
      env: { INIT: 'extension' },
      directory: files.directory,
      watch: true,
    });
    await local.invoke({ respond: '1' });
    await writeFile(files.path('app.js'), '// changed');
    await local.until('terminating');
    await local.invoke({ respond: '1' });
    expect(processEvents(local)).toEqual(['starting', 'terminating', 'log', 'starting']);
  });

  it('is announced after a timeout', async () => {
    await using local = await startTestLocal({ env: { INIT: 'extension' }, timeout: 1 });
    expect(await local.invoke({ hang: true })).toMatchObject({ payload: { errorType: 'Sandbox.Timedout' } });
    expect(await local.invoke({ respond: '1' })).toMatchObject({ payload: 1 });
    expect(processEvents(local)).toEqual(['starting', 'terminating', 'log', 'starting']);
  });
});
