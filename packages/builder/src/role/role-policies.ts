import type { Configuration } from '../config/configuration.ts';
import { ConfigurationError } from '../config/problem.ts';
import { readCustomPoliciesFile } from '../config/read/custom-policies-file.ts';
import { readPoliciesFile } from '../config/read/policies-file.ts';
import type { PolicyDocument } from '../config/read/policy-document.ts';
import { displayName, readIfThere } from '../config/read/read-files.ts';
import { grantsOf, policiesOfSettings, profileFor } from './profiles.ts';

/** What the function's role may do. */
export interface RolePolicies {
  /** The ARNs of managed policies, each once. */
  readonly managed: readonly string[];
  /** Inline policies by name. */
  readonly inline: Readonly<Record<string, PolicyDocument>>;
}

/** The name of the inline policy that a role profile amounts to; on the role it is `alr-PROJECT-role-profile`. */
const PROFILE_POLICY = 'role-profile';

/**
 * What the function's role may do: the policies of its profile, of the policies file and of the custom policies
 * file, and those that the function's settings (VPC, tracing) need. Where neither a profile nor a policy is named,
 * the profile is the one that the trigger needs.
 *
 * @param partition of AWS, such as `aws` or `aws-cn`: AWS's own policies are named in it, whatever the file says.
 * @throws ConfigurationError for files that can't be understood.
 */
export async function rolePolicies(configuration: Configuration, partition: string): Promise<RolePolicies> {
  const { role, trigger } = configuration;
  const listed = await readListed(role.policiesFile);
  const custom = role.customPoliciesFile === undefined ? {} : await readCustom(role.customPoliciesFile);
  const isNamed = listed.length > 0 || Object.keys(custom).length > 0;
  const profile = role.profile ?? (isNamed ? undefined : profileFor(trigger));
  const grants = profile === undefined ? { managed: [], statements: [] } : grantsOf(profile, trigger, partition);
  const byPath = [...grants.managed, ...policiesOfSettings(configuration)];

  return {
    managed: [
      ...new Set([
        ...byPath.map((path) => `arn:${partition}:iam::aws:policy/${path}`),
        ...listed.map((arn) => arn.replace(/^arn:[a-z-]+:iam::aws:/, `arn:${partition}:iam::aws:`)),
      ]),
    ],
    inline: {
      ...(grants.statements.length > 0 && {
        [PROFILE_POLICY]: { Version: '2012-10-17' as const, Statement: grants.statements },
      }),
      ...custom,
    },
  };
}

async function readListed(path: string): Promise<string[]> {
  const text = await readIfThere(path);
  return text === undefined ? [] : readPoliciesFile(text, displayName(path));
}

async function readCustom(path: string): Promise<Record<string, PolicyDocument>> {
  const text = await readIfThere(path);
  if (text !== undefined) return readCustomPoliciesFile(text, displayName(path));
  const place = { file: displayName(path), line: 0, column: 0 };
  throw new ConfigurationError([{ place, message: 'does not exist: role.custom_policies_file names it' }]);
}
