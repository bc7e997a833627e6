import { once } from 'node:events';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { startTestProject } from '../../../test/local.ts';
import { createTestProject } from '../../../test/test-project.ts';

const credentialsRuntime = fileURLToPath(new URL('../../../test/credentials-runtime.ts', import.meta.url));

const FUNCTION = 'image: { handler: app.Handler }\ntrigger: { type: none }\n';
const PROFILE = 'aws_access_key_id = real\naws_secret_access_key = real\n';

/** Everything that can give a function credentials, at the same time. */
async function createMachine(more = '') {
  const project = await createTestProject({
    'lambda.yaml': `${FUNCTION}${more}`,
    credentials: `[default]\n${PROFILE}[shop]\n${PROFILE}`,
    config: '[profile shop]\ncredential_process = echo {}\n',
    token: 'a token',
  });
  const requests: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    requests.push(request.url);
    response.end(JSON.stringify({ AccessKeyId: 'real', SecretAccessKey: 'real', Token: 'real' }));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', join(project.directory, 'credentials'));
  vi.stubEnv('AWS_CONFIG_FILE', join(project.directory, 'config'));
  vi.stubEnv('AWS_CONTAINER_CREDENTIALS_FULL_URI', `http://127.0.0.1:${port}/`);
  return { project, port, requests, server };
}

afterEach(() => vi.unstubAllEnvs());

describe('a function with --isolated', () => {
  it.each([
    ['the default profile', {}, ''],
    ['a profile of the shell', { AWS_PROFILE: 'shop' }, ''],
    ['a profile of the project', {}, 'aws: { profile: shop }\n'],
    [
      'credentials of the shell',
      { AWS_ACCESS_KEY_ID: 'real', AWS_SECRET_ACCESS_KEY: 'real', AWS_SESSION_TOKEN: 'real' },
      '',
    ],
    [
      'a web identity',
      { AWS_WEB_IDENTITY_TOKEN_FILE: 'token', AWS_ROLE_ARN: 'arn:aws:iam::123456789012:role/real' },
      '',
    ],
  ])('has placeholder credentials instead of %s', async (_what, env, more) => {
    const { project, requests, server } = await createMachine(more);
    for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
    await using local = await startTestProject(project, { isolated: true }, credentialsRuntime);
    expect((await local.invoke({})).payload).toEqual({ accessKeyId: 'local' });
    expect(requests).toEqual([]);
    expect(await local.until('aws-access')).toMatchObject({ isIsolated: true });
    await local.close();
    server.close();
    await project[Symbol.asyncDispose]();
  });

  it('has the real ones without that', async () => {
    const { project, server } = await createMachine();
    for (const name of ['AWS_PROFILE', 'AWS_ACCESS_KEY_ID']) vi.stubEnv(name, undefined);
    await using local = await startTestProject(project, {}, credentialsRuntime);
    expect((await local.invoke({})).payload).toMatchObject({ accessKeyId: 'real' });
    await local.close();
    server.close();
    await project[Symbol.asyncDispose]();
  });
});
