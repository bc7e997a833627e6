import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { CredentialsAccess } from '../function/environment/function-launcher.ts';

const NO_CREDENTIALS = 'no AWS credentials';

/** How the function gets to AWS. */
export interface AwsAccess {
  /** In words: `the AWS profile shop`. */
  readonly credentials: string;
  readonly hasCredentials: boolean;
  /** The names of the configured variables that are URLs or ARNs of AWS. */
  readonly variables: readonly string[];
}

/**
 * Describes which credentials the AWS SDK takes from the environment of the function, and which configured variables lead
 * to the real AWS. Those count whatever the endpoint is: the SDK sends a request for a queue to the host of its URL.
 */
export function awsAccess(
  env: NodeJS.ProcessEnv,
  configured: NodeJS.ProcessEnv,
  credentials: CredentialsAccess = { areResolved: false },
): AwsAccess {
  const variables = Object.keys(configured).filter((name) => name !== REPORTING && isOfAws(configured[name] ?? ''));
  const found = credentialsIn(env, credentials);
  return { credentials: found, hasCredentials: !found.startsWith(NO_CREDENTIALS), variables };
}

/** The ARNs of the sources that accept reports of failed records. It is set by the tool itself, and not for calls. */
export const REPORTING = 'ALR_PARTIAL_BATCH_RESPONSE';

/** Whether a text contains an address or an ARN of the real AWS. */
export function isOfAws(text: string): boolean {
  if (/(^|[\s,"'])arn:aws[\w-]*:/.test(text)) return true;
  return /(^|[\s,"'])(https?|wss?):\/\/([^\s/"',]*\.)?(amazonaws\.com(\.cn)?|api\.aws|on\.aws)(?![\w.-])/.test(text);
}

function credentialsIn(env: NodeJS.ProcessEnv, { areResolved, problem }: CredentialsAccess): string {
  if (env.AWS_PROFILE && !areResolved) return `the AWS profile ${env.AWS_PROFILE}`;
  if (env.AWS_ACCESS_KEY_ID) return 'the credentials in AWS_ACCESS_KEY_ID';
  if (env.AWS_WEB_IDENTITY_TOKEN_FILE) return 'the credentials of AWS_WEB_IDENTITY_TOKEN_FILE';
  if (areResolved) return problem === undefined ? NO_CREDENTIALS : `${NO_CREDENTIALS} (${problem})`;
  const files = [
    env.AWS_SHARED_CREDENTIALS_FILE ?? join(homedir(), '.aws', 'credentials'),
    env.AWS_CONFIG_FILE ?? join(homedir(), '.aws', 'config'),
  ];
  return files.some((file) => existsSync(file)) ? 'the default AWS profile' : NO_CREDENTIALS;
}
