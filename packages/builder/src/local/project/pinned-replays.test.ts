import { expect, it } from 'vitest';
import { startTestProject } from '../../../test/local.ts';
import { createTestProject } from '../../../test/test-project.ts';

it('the last replay of a pinned invocation is noted until it is released', async () => {
  await using project = await createTestProject({
    'lambda.yaml': 'image: { handler: app.Handler }\nlambda: { name: demo }\n',
  });
  await using local = await startTestProject(project);
  const { origin, hash } = new URL(local.consoleUrl ?? '');
  const call = (method: string, path: string) => {
    const headers = { authorization: `Bearer ${hash.split('=')[1]}`, 'content-type': 'application/json' };
    return fetch(`${origin}/api/${path}`, { method, headers, ...(method !== 'GET' && { body: '{}' }) });
  };
  const api = async (method: string, path: string) => {
    const response = await call(method, path);
    return (await response.json()) as { readonly invocations: readonly object[] };
  };
  /** Pins an invocation, which is recorded shortly after it has ended. */
  const pin = (id: number) => expect.poll(async () => (await call('PUT', `pins/${id}`)).ok).toBe(true);
  await local.invoke({ respond: '{"n":1}' });
  await local.invoke({ describe: true });
  await pin(1);
  await pin(2);
  expect((await api('GET', 'pins')).invocations[0]).not.toHaveProperty('lastReplay');
  await api('POST', 'restart');
  await local.until('pinned');
  expect(await api('GET', 'pins')).toMatchObject({
    invocations: [
      { id: 1, lastReplay: { id: 3, differs: [] } },
      { id: 2, lastReplay: { id: 4, differs: expect.arrayContaining(['response.pid']) } },
    ],
  });
  await api('DELETE', 'pins/1');
  await api('PUT', 'pins/1');
  expect((await api('GET', 'pins')).invocations[0]).not.toHaveProperty('lastReplay');
});
