import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestProject, type TestLocal } from '../../../../test/local.ts';
import { createTestProject, type TestProject } from '../../../../test/test-project.ts';
import { version } from '../../../package-files.ts';
import { MAX_EXPORTED_LENGTH } from './export-session.ts';

let project: TestProject;
let local: TestLocal;

beforeAll(async () => {
  project = await createTestProject({
    'lambda.yaml': `image: { handler: app.Handler }
lambda:
  environment: { DB_PASSWORD: hunter-22-of-the-environment, STAGE: a-value-of-the-environment }
trigger: { type: sqs, queue: { name: jobs } }
`,
  });
  local = await startTestProject(project);
});
afterAll(async () => {
  await local.close();
  await project[Symbol.asyncDispose]();
});

async function api(method: string, path: string): Promise<Response> {
  const { origin, hash } = new URL(local.consoleUrl ?? '');
  const authorization = `Bearer ${new URLSearchParams(hash.slice(1)).get('token')}`;
  const headers = { authorization, 'content-type': 'application/json' };
  return fetch(`${origin}${path}`, { method, headers, ...(method !== 'GET' && { body: '{}' }) });
}

describe('GET /api/export', () => {
  it('has what a bug report needs, without values of variables and without secrets', async () => {
    await local.invoke({ log: ['connecting with hunter-22-of-the-environment', 'token=abcdef'] });
    await local.invoke({ respond: '{"id":12345678901234567890,"apiKey":"sesame-open"}' });
    local.queue('jobs').send('{"password":"hunter-33","respond":"1"}');
    await local.settled();
    const text = await (await api('GET', '/api/export')).text();
    expect(text).not.toMatch(/hunter-22|hunter-33|abcdef|sesame|a-value-of-the-environment/);
    expect(text).toContain('12345678901234567890');
    expect(JSON.parse(text)).toMatchObject({
      versions: { builder: version(), node: process.version, platform: process.platform },
      clock: { skipped: 0 },
      faults: { faults: [] },
      functions: [
        {
          key: 'main',
          environment: expect.arrayContaining(['DB_PASSWORD', 'STAGE']),
          triggers: [{ type: 'sqs', queue: { name: 'jobs' } }],
        },
      ],
      events: expect.arrayContaining([expect.objectContaining({ type: 'listening' })]),
      omittedInvocations: 0,
      invocations: [
        { source: 'sqs', batch: { from: 'jobs' } },
        { response: { apiKey: '[masked]' } },
        { logs: expect.arrayContaining([expect.stringContaining('connecting with [masked]')]) },
      ],
    });
  });

  it('has the newest invocations that there is room for, and those that are pinned', async () => {
    await api('POST', '/api/clear');
    const large = JSON.stringify('a'.repeat(3 * 1024 * 1024));
    for (let count = 0; count < 4; count++) await local.invoke({ respond: large });
    await local.settled();
    const { invocations: all } = (await (await api('GET', '/api/invocations')).json()) as {
      invocations: { id: number }[];
    };
    const ids = all.map(({ id }) => id);
    await api('PUT', `/api/pins/${ids.at(-1)}`);
    const text = await (await api('GET', '/api/export')).text();
    const exported = JSON.parse(text) as { invocations: { id: number }[]; omittedInvocations: number };
    expect(exported.invocations.map(({ id }) => id)).toEqual([ids[0], ids.at(-1)]);
    expect(exported.omittedInvocations).toBe(2);
    expect(text.length).toBeLessThan(2 * MAX_EXPORTED_LENGTH);
  });
});
