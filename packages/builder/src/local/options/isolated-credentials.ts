/** A file that exists on every system, or at least in no project, and has no profiles. */
const NO_FILE = process.platform === 'win32' ? '\\\\.\\nul' : '/dev/null';

/**
 * The variables that let the AWS SDKs find placeholder credentials, and no others: neither those of a profile, a token or a
 * container, nor those of an instance. AWS rejects them.
 * https://docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html
 */
export const isolatedCredentials: NodeJS.ProcessEnv = {
  AWS_ACCESS_KEY_ID: 'local',
  AWS_SECRET_ACCESS_KEY: 'local',
  AWS_SESSION_TOKEN: undefined,
  AWS_SECURITY_TOKEN: undefined,
  AWS_CREDENTIAL_EXPIRATION: undefined,
  AWS_CREDENTIAL_SCOPE: undefined,
  AWS_ACCOUNT_ID: undefined,
  AWS_PROFILE: undefined,
  AWS_DEFAULT_PROFILE: undefined,
  AWS_CONFIG_FILE: NO_FILE,
  AWS_SHARED_CREDENTIALS_FILE: NO_FILE,
  AWS_WEB_IDENTITY_TOKEN_FILE: undefined,
  AWS_ROLE_ARN: undefined,
  AWS_ROLE_SESSION_NAME: undefined,
  AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: undefined,
  AWS_CONTAINER_CREDENTIALS_FULL_URI: undefined,
  AWS_CONTAINER_AUTHORIZATION_TOKEN: undefined,
  AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: undefined,
  AWS_EC2_METADATA_DISABLED: 'true',
  // The credentials of single services.
  AWS_BEARER_TOKEN_BEDROCK: undefined,
};
