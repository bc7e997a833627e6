import { AwsError } from '../aws/aws-error.ts';
import { type Aws, connect, WrongAccountError } from '../aws/connection.ts';
import type { AwsSettings, Project } from '../config/configuration.ts';
import { ExpectedError } from '../terminal/expected-error.ts';
import { printJson } from '../terminal/print-json.ts';
import { checkPermissions, type PermissionFinding } from './check-permissions.ts';
import { checkTools } from './check-tools.ts';
import { type Finding, failuresOf, printSection, type Section } from './report.ts';

/** Something is missing or could not be checked. The report has the details. */
export class CheckFailedError extends ExpectedError {
  override get name(): string {
    return 'CheckFailedError';
  }
}

/** What to check for. */
export interface CheckOptions {
  /** Undefined if nothing is configured yet. */
  readonly project: Project | undefined;
  readonly aws: AwsSettings;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly out: NodeJS.WritableStream;
  /** Whether to print the report as JSON. */
  readonly json?: boolean | undefined;
}

/**
 * Checks for the tools, the credentials and the permissions that the commands need, and prints a report.
 *
 * @throws {CheckFailedError} something is missing or could not be checked
 */
export async function check({ project, aws: settings, env, out, json }: CheckOptions): Promise<void> {
  const sections: Section[] = [];
  const add = (title: string, findings: readonly Finding[], notes: readonly string[] = []) => {
    sections.push({ title, findings, notes });
    if (!json) printSection({ title, findings, notes }, out);
  };

  add('Tools', await checkTools(project?.functions[0]?.image.engine));
  const aws = await connectOrReason({ ...settings, env });
  if (typeof aws === 'string') {
    add('Credentials', [{ state: 'missing', what: 'AWS', detail: aws }]);
    add('Permissions', [{ state: 'unchecked', what: 'not checked', detail: 'this needs working credentials' }]);
  } else {
    add('Credentials', [{ state: 'ok', what: aws.caller, detail: `account ${aws.account}, region ${aws.region}` }]);
    const permissions = await permissionsOrReason(aws, project);
    add('Permissions', describePermissions(permissions), permissionNotes(permissions, project));
  }
  const failures = failuresOf(sections);
  if (json) printJson(out, { ready: failures.length === 0, sections });
  if (failures.length > 0) throw new CheckFailedError(`not ready: ${failures.join(', ')}`);
}

async function connectOrReason(options: AwsSettings & Pick<CheckOptions, 'env'>): Promise<Aws | string> {
  try {
    return await connect(options);
  } catch (error) {
    if (error instanceof AwsError || error instanceof WrongAccountError) return error.message;
    throw error;
  }
}

async function permissionsOrReason(aws: Aws, project: Project | undefined): Promise<PermissionFinding> {
  try {
    return await checkPermissions(aws, project);
  } catch (error) {
    if (error instanceof AwsError) return { kind: 'unchecked', reason: error.message };
    throw error;
  }
}

function describePermissions(found: PermissionFinding): Finding[] {
  switch (found.kind) {
    case 'root':
      return [{ state: 'ok', what: 'all', detail: 'the root user may do everything; a dedicated role would be safer' }];
    case 'unchecked':
      return [{ state: 'unchecked', what: 'not checked', detail: found.reason }];
    case 'checked':
      if (found.denials.length === 0) return [{ state: 'ok', what: `all ${found.count}`, detail: found.principal }];
      return found.denials.map(({ action, resource, purpose, isExplicit }) => ({
        state: 'missing',
        what: action,
        detail: `on ${resource}, to ${purpose}${isExplicit ? '; a policy denies it' : ''}`,
      }));
  }
}

function permissionNotes(found: PermissionFinding, project: Project | undefined): string[] {
  if (found.kind !== 'checked') return [];
  return [
    ...(found.note === undefined ? [] : [found.note]),
    ...(project === undefined ? ['nothing is configured yet: checked for every trigger type, on all resources'] : []),
    ...(found.denials.length > 0 ? ['alr-builder check --policy prints a policy with all required permissions'] : []),
    "not covered: organization policies, session policies and the resources' policies",
  ];
}
