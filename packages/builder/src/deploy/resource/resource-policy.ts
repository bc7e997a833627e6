/** One statement of a policy; see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html. */
export interface PolicyStatement {
  readonly Sid?: string;
  readonly Effect: string;
  readonly Principal?: unknown;
  readonly Action?: unknown;
  readonly Resource?: unknown;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** A policy. */
export interface ResourcePolicy {
  readonly Version?: string;
  readonly Id?: string;
  readonly Statement?: readonly PolicyStatement[];
}

/** The statements of a policy's JSON text; none where there is no policy. A single statement may stand without a list. */
export function parseStatements(policy: string | undefined): readonly PolicyStatement[] {
  const { Statement: statements = [] } = JSON.parse(policy || '{}') as {
    Statement?: PolicyStatement | PolicyStatement[];
  };
  return Array.isArray(statements) ? statements : [statements];
}

/** The policy with this statement in place of the one with its id, all others as they were. */
export function upsertStatement(policy: string | undefined, statement: PolicyStatement): ResourcePolicy {
  const others = parseStatements(policy).filter(({ Sid }) => Sid !== statement.Sid);
  return { Version: '2012-10-17', ...JSON.parse(policy || '{}'), Statement: [...others, statement] };
}

/** The policy without the statement of this id; undefined where nothing is left. */
export function removeStatement(policy: string | undefined, id: string): ResourcePolicy | undefined {
  const others = parseStatements(policy).filter(({ Sid }) => Sid !== id);
  return others.length === 0 ? undefined : { ...JSON.parse(policy || '{}'), Statement: others };
}

/** The value of a condition of a statement, such as the ARN it is limited to; keys are compared as AWS does, without case. */
export function conditionValue(statement: PolicyStatement, key: string): string | undefined {
  for (const test of Object.values(statement.Condition ?? {})) {
    for (const [name, value] of Object.entries(test)) {
      if (name.toLowerCase() === key.toLowerCase()) return String(value);
    }
  }
  return undefined;
}

/** The AWS service that a statement lets in; undefined where it lets in somebody else. */
export function principalService({ Principal }: PolicyStatement): string | undefined {
  if (typeof Principal !== 'object' || Principal === null || !('Service' in Principal)) return undefined;
  return String(Principal.Service);
}
