import { afterEach, describe, expect, it, vi } from 'vitest';
import { createTestProject } from '../../../../test/test-project.ts';
import { resolveCredentials } from './credentials.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

/** Resolves the credentials on a machine with these files, and with nothing else that has credentials. */
async function resolveWith(files: { config?: string; credentials?: string }, profile?: string) {
  await using here = await createTestProject({ config: files.config ?? '', credentials: files.credentials ?? '' });
  for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN', 'AWS_PROFILE']) {
    vi.stubEnv(name, undefined);
  }
  vi.stubEnv('AWS_CONFIG_FILE', here.path('config'));
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', here.path('credentials'));
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
  return resolveCredentials(profile, process.env);
}

describe('the credentials of a container', () => {
  it('are the keys of the profile', async () => {
    const credentials = '[shop]\naws_access_key_id = AKIDSHOP\naws_secret_access_key = any\n';
    expect(await resolveWith({ credentials }, 'shop')).toEqual({
      variables: { AWS_ACCESS_KEY_ID: 'AKIDSHOP', AWS_SECRET_ACCESS_KEY: 'any', AWS_SESSION_TOKEN: undefined },
    });
  });

  it('are those of the environment if no profile is named', async () => {
    const env = { AWS_ACCESS_KEY_ID: 'AKIDENV', AWS_SECRET_ACCESS_KEY: 'any', OTHER: 'x' };
    expect(await resolveCredentials(undefined, env)).toEqual({
      variables: { AWS_ACCESS_KEY_ID: 'AKIDENV', AWS_SECRET_ACCESS_KEY: 'any', AWS_SESSION_TOKEN: undefined },
    });
  });

  it('may be none', async () => {
    expect(await resolveWith({})).toEqual({ variables: {} });
  });

  it.each([
    [
      'is not logged in',
      /SSO session/,
      '[profile shop]\nsso_start_url = https://sso.example\nsso_region = eu-west-1\nsso_account_id = 1\nsso_role_name = dev\n',
    ],
    ['does not exist', /^there are none for the profile shop$/, ''],
  ])('cannot be resolved for a profile that %s, and the reason is reported', async (_, reason, config) => {
    const { variables, problem } = await resolveWith({ config }, 'shop');
    expect(variables).toEqual({});
    expect(problem).toMatch(reason);
  });
});
