import { basename, extname } from 'node:path';
import { LineCounter, parseDocument } from 'yaml';
import { ConfigurationError } from '../problem.ts';
import type { PolicyDocument } from './policy-document.ts';

/**
 * The inline policies of a custom policies file, by name: JSON or YAML, either one policy document (named after the
 * file) or a map from names to documents.
 *
 * @throws ConfigurationError where it is neither.
 */
export function readCustomPoliciesFile(text: string, file: string): Record<string, PolicyDocument> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const refuse = (message: string, offset = 0): never => {
    const { line, col } = lines.linePos(offset);
    throw new ConfigurationError([{ place: { file, line, column: col }, message }]);
  };
  for (const error of document.errors) refuse(`neither valid JSON nor YAML: ${error.message}`, error.pos[0]);
  const content: unknown = document.toJS();
  if (isPolicyDocument(content)) return { [basename(file, extname(file))]: content };
  if (typeof content !== 'object' || content === null || Array.isArray(content)) {
    return refuse('must be a policy document ("Version" and "Statement"), or a map from names to such documents');
  }
  const policies: Record<string, PolicyDocument> = {};
  for (const [name, policy] of Object.entries(content)) {
    const offset = rangeOf(document.get(name, true));
    if (!/^[A-Za-z0-9_+=,.@-]{1,128}$/.test(name))
      refuse(`"${name}" is not a policy name: it must be 1 to 128 letters, digits or any of "_+=,.@-"`, offset);
    if (!isPolicyDocument(policy))
      return refuse(`"${name}" must be a policy document, with "Version": "2012-10-17" and a "Statement"`, offset);
    policies[name] = policy;
  }
  return policies;
}

function isPolicyDocument(value: unknown): value is PolicyDocument {
  return (
    typeof value === 'object' &&
    value !== null &&
    'Statement' in value &&
    'Version' in value &&
    value.Version === '2012-10-17'
  );
}

function rangeOf(node: unknown): number {
  return (node as { range?: [number, number, number] } | undefined)?.range?.[0] ?? 0;
}
