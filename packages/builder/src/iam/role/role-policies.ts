import type { ArnScope } from '../../aws/arn.ts';
import type { Configuration } from '../../config/configuration.ts';
import { type IdentityPolicy, type IdentityStatement, PROFILE_POLICY } from '../../config/read/policy-files.ts';
import { rulesOf } from '../../config/triggers/rules-of.ts';
import { policiesOfProfile, policiesOfSettings, statementsOfSettings } from './profiles.ts';

/** The policies of the function's role. */
export interface RolePolicies {
  /** The ARNs of managed policies, without duplicates. */
  readonly managed: readonly string[];
  /** Inline policies by name. On the role, the name gets the prefix `alr-PROJECT-`. */
  readonly inline: Readonly<Record<string, IdentityPolicy>>;
}

/**
 * Collects the policies of the function's role: those of its profile and of the policy files, and those that the
 * function's settings (VPC, tracing, destinations of failures) require. Without a profile and policies in files, uses the
 * profile of each trigger.
 *
 * @param scope where the function is deployed; the ARNs of AWS's own policies are changed to its partition
 */
export function rolePolicies(configuration: Configuration, scope: ArnScope): RolePolicies {
  const { partition } = scope;
  const { role, triggers, filePolicies } = configuration;
  const hasFilePolicies = filePolicies.managed.length > 0 || Object.keys(filePolicies.inline).length > 0;
  const ofProfiles = triggers.flatMap((trigger) => {
    const profile = role.profile ?? (hasFilePolicies ? undefined : rulesOf(trigger.type).profile);
    return profile === undefined ? [] : [policiesOfProfile(profile, trigger, scope)];
  });
  const awsPolicies = [...ofProfiles.flatMap(({ managed }) => managed), ...policiesOfSettings(configuration)];
  const statements = uniqueStatements([
    ...ofProfiles.flatMap((each) => each.statements),
    ...statementsOfSettings(configuration, scope),
  ]);

  return {
    managed: [
      ...new Set([
        ...awsPolicies.map((path) => `arn:${partition}:iam::aws:policy/${path}`),
        ...filePolicies.managed.map((arn) => arn.replace(/^arn:[a-z-]+:iam::aws:/, `arn:${partition}:iam::aws:`)),
      ]),
    ],
    inline: {
      ...(statements.length > 0 && {
        [PROFILE_POLICY]: { Version: '2012-10-17' as const, Statement: statements },
      }),
      ...filePolicies.inline,
    },
  };
}

/** Two triggers can need the same statement. The ids of different statements must be unique, so later ones get a number. */
function uniqueStatements(statements: readonly IdentityStatement[]): IdentityStatement[] {
  const distinct = new Map(statements.map((statement) => [JSON.stringify(statement), statement]));
  const counts = new Map<string, number>();
  return [...distinct.values()].map((statement) => {
    const { Sid = '' } = statement;
    const count = (counts.get(Sid) ?? 0) + 1;
    counts.set(Sid, count);
    return count === 1 ? statement : { ...statement, Sid: `${Sid}${count}` };
  });
}
