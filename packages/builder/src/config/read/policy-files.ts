import { basename, extname } from 'node:path';
import { type Document, LineCounter, parseDocument } from 'yaml';
import { describeYamlError } from './describe-yaml-error.ts';
import { type Problem, wholeFile } from './problem.ts';
import { displayPath, readFileIfExists } from './read-files.ts';

/**
 * A policy document that grants permissions to the identity it is attached to.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html
 */
export interface IdentityPolicy {
  readonly Version: '2012-10-17';
  readonly Statement: readonly IdentityStatement[];
}

/** A statement of an identity's policy: it names no principal. */
export interface IdentityStatement {
  readonly Sid?: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/** The policies that the project's policy files list for the function's role. */
export interface FilePolicies {
  /** ARNs of managed policies. */
  readonly managed: readonly string[];
  /** Inline policies by name. */
  readonly inline: Readonly<Record<string, IdentityPolicy>>;
}

/** The name of the inline policy for a role profile's statements. Custom policies cannot have it. */
export const PROFILE_POLICY = 'role-profile';

/**
 * Reads the policies file and the custom policies file. A file that does not exist lists no policies.
 *
 * @param problems receives what is wrong in the files
 */
export async function readPolicyFiles(
  policiesFile: string | undefined,
  customPoliciesFile: string | undefined,
  problems: Problem[],
): Promise<FilePolicies> {
  const list = policiesFile === undefined ? undefined : await readFileIfExists(policiesFile);
  const custom = customPoliciesFile === undefined ? undefined : await readFileIfExists(customPoliciesFile);
  return {
    managed: list === undefined ? [] : readManagedPolicies(list, displayPath(policiesFile ?? ''), problems),
    inline: custom === undefined ? {} : readInlinePolicies(custom, displayPath(customPoliciesFile ?? ''), problems),
  };
}

/** Reads a file with one ARN of a managed policy per line; `#` starts a comment. */
function readManagedPolicies(text: string, file: string, problems: Problem[]): string[] {
  const arns: string[] = [];
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const arn = line.replace(/#.*/, '').trim();
    if (arn === '') continue;
    if (/^arn:[a-z-]+:iam::(aws|\d{12}):policy\/\S+$/.test(arn)) arns.push(arn);
    else {
      const location = { file, line: index + 1, column: line.indexOf(arn) + 1 };
      const example = 'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole';
      problems.push({ location, message: `this line is not the ARN of a managed policy, such as ${example}` });
    }
  }
  return arns;
}

/** Reads a JSON or YAML file with a policy document, which is named after the file, or a map of policy documents. */
function readInlinePolicies(text: string, file: string, problems: Problem[]): Record<string, IdentityPolicy> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, stringKeys: true });
  const report = (message: string, offset = 0) => {
    const { line, col } = lines.linePos(offset);
    problems.push({ location: { file, line, column: col }, message });
  };
  const [error] = document.errors;
  if (error !== undefined) {
    report(`neither valid JSON nor YAML: ${describeYamlError(error)}`, error.pos[0]);
    return {};
  }
  let content: unknown;
  try {
    content = toJson(document);
  } catch (error) {
    problems.push({ location: wholeFile(file), message: (error as Error).message });
    return {};
  }
  if (isPolicyDocument(content)) return { [basename(file, extname(file))]: content };
  if (typeof content !== 'object' || content === null || Array.isArray(content)) {
    report('must be a policy document ("Version" and "Statement"), or a map from names to such documents');
    return {};
  }
  const policies: [string, IdentityPolicy][] = [];
  for (const [name, policy] of Object.entries(content)) {
    const offset = offsetOf(document.get(name, true));
    if (!/^[A-Za-z0-9_+=,.@-]{1,128}$/.test(name)) {
      report(`"${name}" is not a valid policy name: it must be 1 to 128 letters, digits or any of "_+=,.@-"`, offset);
    } else if (name === PROFILE_POLICY) {
      report(`"${name}" is the name of the policy for role.profile: choose another name`, offset);
    } else if (!isPolicyDocument(policy)) {
      report(`"${name}" must be a policy document, with "Version": "2012-10-17" and a "Statement"`, offset);
    } else policies.push([name, policy]);
  }
  // Unlike an assignment, this keeps a policy with the name "__proto__".
  return Object.fromEntries(policies);
}

/**
 * The content of a document as JSON, which is the form of a policy in AWS.
 *
 * @throws {Error} an alias has no anchor, aliases multiply, or a value cannot be written as JSON
 */
function toJson(document: Document): unknown {
  let content: unknown;
  try {
    // Aliases are only resolved here.
    content = document.toJS();
  } catch (error) {
    // The rest of the message is the name of the alias, which may be a wildcard or any other text without quotes.
    const [reason] = (error as Error).message.split(': ');
    throw new Error(`not valid YAML: ${reason}; put text that starts with * in quotes`);
  }
  let json: string;
  try {
    json = JSON.stringify(content, rejectUnlimited);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new Error('a policy contains itself through an alias: repeat the part instead');
  }
  return JSON.parse(json);
}

/** JSON has no infinite numbers: they would become null. */
function rejectUnlimited(_name: string, value: unknown): unknown {
  if (typeof value !== 'number' || Number.isFinite(value)) return value;
  throw new Error(`${value} cannot be a value in a policy: put it in quotes if it is text`);
}

function isPolicyDocument(value: unknown): value is IdentityPolicy {
  if (typeof value !== 'object' || value === null) return false;
  return Object.hasOwn(value, 'Statement') && 'Version' in value && value.Version === '2012-10-17';
}

function offsetOf(node: unknown): number {
  return (node as { range?: [number, number, number] } | undefined)?.range?.[0] ?? 0;
}
