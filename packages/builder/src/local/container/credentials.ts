import { STSClient } from '@aws-sdk/client-sts';

const names = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'] as const;

/**
 * The variables with the credentials that Lambda gives to a function. A container does not have the user's profiles, so
 * they are resolved here, in the same way as the AWS SDK in a process does. Empty if there are none.
 */
export async function credentialVariables(
  profile: string | undefined,
  env: NodeJS.ProcessEnv,
): Promise<NodeJS.ProcessEnv> {
  if (profile === undefined && env.AWS_ACCESS_KEY_ID !== undefined) {
    return Object.fromEntries(names.map((name) => [name, env[name]]));
  }
  const client = new STSClient({ region: 'us-east-1', ...(profile !== undefined && { profile }) });
  try {
    const { accessKeyId, secretAccessKey, sessionToken } = await client.config.credentials();
    return {
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      AWS_SESSION_TOKEN: sessionToken,
    };
  } catch {
    return {};
  } finally {
    client.destroy();
  }
}
