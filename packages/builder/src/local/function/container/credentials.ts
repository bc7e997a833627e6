import { STSClient } from '@aws-sdk/client-sts';

const names = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'] as const;

/** The credentials of a function in a container. */
export interface ContainerCredentials {
  /** The variables in which Lambda passes them to a function. Empty if there are none. */
  readonly variables: NodeJS.ProcessEnv;
  /** Why they cannot be resolved, such as a login that has expired. */
  readonly problem?: string;
}

/** The message of the AWS SDK if nothing on this machine has credentials. */
const NOTHING_CONFIGURED = 'Could not load credentials from any providers';

/**
 * Resolves the credentials of a function in a container. A container does not have the user's profiles, so this happens
 * here, in the same way as the AWS SDK in a process does it.
 */
export async function resolveCredentials(
  profile: string | undefined,
  env: NodeJS.ProcessEnv,
): Promise<ContainerCredentials> {
  if (profile === undefined && env.AWS_ACCESS_KEY_ID !== undefined) {
    return { variables: Object.fromEntries(names.map((name) => [name, env[name]])) };
  }
  const client = new STSClient({ region: 'us-east-1', ...(profile !== undefined && { profile }) });
  try {
    const { accessKeyId, secretAccessKey, sessionToken } = await client.config.credentials();
    return {
      variables: {
        AWS_ACCESS_KEY_ID: accessKeyId,
        AWS_SECRET_ACCESS_KEY: secretAccessKey,
        AWS_SESSION_TOKEN: sessionToken,
      },
    };
  } catch (error) {
    const { message } = error as Error;
    if (message !== NOTHING_CONFIGURED) return { variables: {}, problem: message.replace(/\.$/, '') };
    return { variables: {}, ...(profile !== undefined && { problem: `there are none for the profile ${profile}` }) };
  } finally {
    client.destroy();
  }
}
