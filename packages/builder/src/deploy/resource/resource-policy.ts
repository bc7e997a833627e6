import { isDeepStrictEqual } from 'node:util';

/** One statement of a policy; see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html. */
export interface PolicyStatement {
  readonly Sid?: string;
  readonly Effect: string;
  readonly Principal?: unknown;
  readonly Action?: unknown;
  readonly Resource?: unknown;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** The policy of a queue or a function: who may use it. Others may have statements in it too. */
export interface ResourcePolicy {
  readonly Version?: string;
  readonly Id?: string;
  readonly Statement?: readonly PolicyStatement[];
}

/** The statements in the JSON text of a policy; none if there is no policy. A single statement needs no array. */
export function parseStatements(policy: string | undefined): readonly PolicyStatement[] {
  const { Statement: statements = [] } = JSON.parse(policy || '{}') as {
    Statement?: PolicyStatement | PolicyStatement[];
  };
  return Array.isArray(statements) ? statements : [statements];
}

/** Adds a statement, or replaces the one with the same id. All others stay as they are. */
export function upsertStatement(policy: string | undefined, statement: PolicyStatement): ResourcePolicy {
  const others = parseStatements(policy).filter(({ Sid }) => Sid !== statement.Sid);
  return { Version: '2012-10-17', ...JSON.parse(policy || '{}'), Statement: [...others, statement] };
}

/** Removes the statement with this id; undefined if no statement is left. */
export function removeStatement(policy: string | undefined, id: string): ResourcePolicy | undefined {
  const others = parseStatements(policy).filter(({ Sid }) => Sid !== id);
  return others.length === 0 ? undefined : { ...JSON.parse(policy || '{}'), Statement: others };
}

/**
 * The value of a condition of a statement, such as the ARN that it is limited to. AWS ignores the case of a condition's
 * key, and so does this.
 */
export function conditionValue(statement: PolicyStatement, key: string): string | undefined {
  for (const test of Object.values(statement.Condition ?? {})) {
    for (const [name, value] of Object.entries(test)) {
      if (name.toLowerCase() === key.toLowerCase()) return String(value);
    }
  }
  return undefined;
}

/** The AWS service that a statement grants access to; undefined if the principal is not a service. */
export function principalService({ Principal }: PolicyStatement): string | undefined {
  if (typeof Principal !== 'object' || Principal === null || !('Service' in Principal)) return undefined;
  return String(Principal.Service);
}

/** Whether two statements grant the same. AWS ignores the case of actions and of the keys of conditions. */
export function isSameStatement(a: PolicyStatement, b: PolicyStatement): boolean {
  return isDeepStrictEqual(normalized(a), normalized(b));
}

function normalized({ Action, Condition, ...others }: PolicyStatement): object {
  return {
    ...others,
    Action: oneOrMany(Action).map((action) => String(action).toLowerCase()),
    Condition: Object.entries(Condition ?? {})
      .flatMap(([test, keys]) =>
        Object.entries(keys).map(([key, value]) => [test, key.toLowerCase(), oneOrMany(value)]),
      )
      .sort(),
  };
}

/** A policy may contain a single value instead of an array. */
function oneOrMany(value: unknown): unknown[] {
  return (Array.isArray(value) ? value : [value]).map(String).sort();
}
