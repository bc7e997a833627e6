import { describe, expect, it } from 'vitest';
import { createTestProject } from '../../../test/test-project.ts';
import { readPolicyFiles } from './policy-files.ts';
import { formatProblem, type Problem } from './problem.ts';

const POLICY =
  '{ "Version": "2012-10-17", "Statement": [{ "Effect": "Allow", "Action": "ses:SendEmail", "Resource": "*" }] }';

/** Reads a policies file and a custom policies file with these texts. */
async function read(files: { readonly policies?: string; readonly 'custom.json'?: string }) {
  await using project = await createTestProject(files);
  const problems: Problem[] = [];
  const { managed, inline } = await readPolicyFiles(project.path('policies'), project.path('custom.json'), problems);
  return { managed, inline, problems: problems.map(formatProblem) };
}

describe('the policies file', () => {
  it('lists one ARN per line, with comments', async () => {
    const { managed, problems } = await read({
      policies: '# mine\narn:aws:iam::aws:policy/ReadOnlyAccess  # all\n\narn:aws:iam::123456789012:policy/team/own\n',
    });
    expect(managed).toEqual(['arn:aws:iam::aws:policy/ReadOnlyAccess', 'arn:aws:iam::123456789012:policy/team/own']);
    expect(problems).toEqual([]);
  });

  it('rejects a line that is not an ARN', async () => {
    const { problems } = await read({ policies: '\nAdministratorAccess\n' });
    expect(problems).toEqual([expect.stringMatching(/policies:2:1: this line is not the ARN/)]);
  });
});

/** Each list contains the one before it ten times. */
const aliasBomb = Array.from({ length: 9 }, (_, level) => {
  const items = Array.from({ length: 10 }, () => (level === 0 ? 'x' : `*list${level - 1}`));
  return `name${level}: &list${level} [${items}]\n`;
}).join('');

describe('the custom policies file', () => {
  it('contains one policy document, named after the file', async () => {
    expect((await read({ 'custom.json': POLICY })).inline).toEqual({ custom: JSON.parse(POLICY) });
  });

  it('contains policy documents by name, whatever the name', async () => {
    const { inline, problems } = await read({
      'custom.json': `{ "mail": ${POLICY}, "__proto__": ${POLICY}, "constructor": ${POLICY} }`,
    });
    expect(Object.keys(inline)).toEqual(['mail', '__proto__', 'constructor']);
    expect(Object.values(inline)).toEqual([POLICY, POLICY, POLICY].map((policy) => JSON.parse(policy)));
    expect(problems).toEqual([]);
  });

  it.each([
    ['text that is neither JSON nor YAML', '{ "a": ', /custom\.json:\d+:\d+: neither valid JSON nor YAML/],
    [
      'an alias without an anchor',
      'mail: *policy\n',
      /custom\.json: not valid YAML: Unresolved alias .*put text that starts with \* in quotes/,
    ],
    [
      'an alias of the document that contains it',
      'Version: "2012-10-17"\nStatement: &all\n  - *all\n',
      /custom\.json: a policy contains itself through an alias/,
    ],
    ['an alias of the whole file', '&all\nmail: *all\n', /custom\.json: a policy contains itself through an alias/],
    ['aliases that multiply', aliasBomb, /custom\.json: not valid YAML: .*[Ee]xcessive/],
    ['lists nested too deeply', `mail: ${'['.repeat(5000)}`, /custom\.json:1:\d+: neither valid JSON nor YAML/],
    ['a key that is a map', '? { a: b }\n: 1\n', /custom\.json:1:\d+: neither valid JSON nor YAML/],
    [
      'a wildcard without quotes',
      'mail:\n  Version: "2012-10-17"\n  Statement: [{ Effect: Allow, Action: *, Resource: "*" }]\n',
      /custom\.json:3:\d+: .*text that starts with \* .*must be in quotes/,
    ],
    [
      'a wildcard without quotes, followed by text',
      'mail:\n  Version: "2012-10-17"\n  Statement: [{ Effect: Allow, Action: "*", Resource: *.toJS }]\n',
      /custom\.json: .*put .*\* in quotes/,
    ],
    [
      'a value that JSON does not have',
      'mail: { Version: "2012-10-17", Statement: [{ Effect: Allow, Action: [.inf] }] }\n',
      /custom\.json: .*Infinity/,
    ],
    ['a list', '[]', /custom\.json:1:1: must be a policy document/],
    ['a document without a statement', '{\n "mail": {} }', /custom\.json:2:10: "mail" must be a policy document/],
    ['an invalid name', `{ "a b": ${POLICY} }`, /custom\.json:1:10: "a b" is not a valid policy name/],
    [
      "the name of the role profile's policy",
      `{ "role-profile": ${POLICY} }`,
      /custom\.json:1:19: "role-profile" is the name of the policy for role\.profile: choose another name/,
    ],
  ])('rejects %s', async (_, text, expected) => {
    const { inline, problems } = await read({ 'custom.json': text });
    expect(problems).toEqual([expect.stringMatching(expected)]);
    expect(inline).toEqual({});
  });
});
