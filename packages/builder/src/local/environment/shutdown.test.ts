import { writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { startTestLocal, type TestLocal } from '../../../test/local.ts';
import { project } from '../../../test/project.ts';

/** What was told from the shutdown on; `log` stands for what the function wrote at SIGTERM. */
function told({ events }: TestLocal): string[] {
  const relevant = events.filter((event) => event.type !== 'log' || event.line === 'SIGTERM');
  return relevant
    .map(({ type }) => type)
    .filter((type) => ['terminating', 'log', 'stopped', 'starting'].includes(type));
}

describe('the shutdown of a function', () => {
  it('is announced by SIGTERM where an extension is registered', async () => {
    const local = await startTestLocal({ env: { INIT: 'extension' } });
    await local.invoke({ reply: '1' });
    await local.close();
    expect(told(local)).toEqual(['starting', 'terminating', 'log', 'stopped']);
  });

  it('waits no longer than the platform does', async () => {
    const local = await startTestLocal({ env: { INIT: 'extension', DEAF: 'yes' } });
    await local.invoke({ reply: '1' });
    await local.close();
    expect(told(local)).toEqual(['starting', 'terminating', 'log', 'stopped']);
  });

  it('is not announced to any other', async () => {
    const local = await startTestLocal();
    await local.invoke({ reply: '1' });
    await local.close();
    expect(told(local)).toEqual(['starting', 'stopped']);
  });

  it('comes before a restart', async () => {
    await using files = await project({ 'app.js': '' });
    await using local = await startTestLocal({
      env: { INIT: 'extension' },
      directory: files.directory,
      watch: true,
    });
    await local.invoke({ reply: '1' });
    await writeFile(files.path('app.js'), '// changed');
    await local.until('terminating');
    await local.invoke({ reply: '1' });
    expect(told(local)).toEqual(['starting', 'terminating', 'log', 'starting']);
  });

  it('comes after a timeout too', async () => {
    await using local = await startTestLocal({ env: { INIT: 'extension' }, timeout: 1 });
    expect(await local.invoke({ hang: true })).toMatchObject({ payload: { errorType: 'Sandbox.Timedout' } });
    expect(await local.invoke({ reply: '1' })).toMatchObject({ payload: 1 });
    expect(told(local)).toEqual(['starting', 'terminating', 'log', 'starting']);
  });
});
