import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ExactJson, parseExactJson } from '../../record/compare/exact-json.ts';
import { MASK, SecretMask } from './mask-secrets.ts';

const masked = (value: ExactJson, known: readonly string[] = []) => new SecretMask(known).value(value);

/** Split, so that nobody takes them for real ones. */
const ACCESS_KEY = `AKIA${'IOSFODNN7EXAMPLE'}`;
const SECRET_KEY = `wJalrXUtnFEMI/K7MDENG${'/bPxRfiCYEXAMPLEKEY'}`;
const JWT = ['eyJhbGciOiJIUzI1NiJ9', 'eyJzdWIiOiIxMjM0NTY3ODkwIn0', 'dozjgNryP4J3jVmNHl0w5N'].join('.');

describe('a mask for secrets', () => {
  it.each<[string, ExactJson, ExactJson]>([
    [
      'a header',
      { headers: { Authorization: 'Bearer abc', cookie: 'a=b' } },
      { headers: { Authorization: MASK, cookie: MASK } },
    ],
    [
      'headers with several values',
      { multiValueHeaders: { Cookie: ['a=b'] } },
      { multiValueHeaders: { Cookie: MASK } },
    ],
    ['cookies', { cookies: ['a=b', 'c=d'] }, { cookies: MASK }],
    [
      'names in any spelling',
      { 'x-api-key': 'a', DB_PASSWORD: 'b', accessToken: 'c', client_secret: 'd' },
      {
        'x-api-key': MASK,
        DB_PASSWORD: MASK,
        accessToken: MASK,
        client_secret: MASK,
      },
    ],
    ['a whole object', { credentials: { user: 'a', password: 'b' } }, { credentials: MASK }],
    ['a number', { password: 1234 }, { password: MASK }],
    ['a name beside its value', [{ name: 'password', value: 'a' }], [{ name: 'password', value: MASK }]],
    ['JSON in a text', { body: '{"user":"a","password":"b"}' }, { body: `{"user":"a","password":"${MASK}"}` }],
    [
      'JSON in JSON in a text',
      { body: JSON.stringify({ Message: '{"token":"b"}' }) },
      {
        body: JSON.stringify({ Message: `{"token":"${MASK}"}` }),
      },
    ],
    ['a form', 'user=a&password=b&c=d', `user=a&password=${MASK}&c=d`],
    ['a line of a log', 'ERROR token: abc, user: d', `ERROR token: ${MASK}, user: d`],
    ['a line with JSON', `INFO {"password":"abc","n":1}`, `INFO {"password":"${MASK}","n":1}`],
    ['a query', 'https://a.example/b?X-Amz-Signature=abc&d=e', `https://a.example/b?X-Amz-Signature=${MASK}&d=e`],
    ['a password in a URL', 'postgres://user:pass@db:5432/x', `postgres://user:${MASK}@db:5432/x`],
    ['a header in a text', 'sent Authorization: Bearer abc.def', `sent Authorization: ${MASK}`],
    ['the id of an access key', `key ${ACCESS_KEY}.`, `key ${MASK}.`],
    ['a secret access key', `key ${SECRET_KEY} of AWS`, `key ${MASK} of AWS`],
    ['a JSON web token', `got ${JWT} here`, `got ${MASK} here`],
    ['a private key', '-----BEGIN RSA PRIVATE KEY-----\nabc\n-----END RSA PRIVATE KEY-----', MASK],
  ])('hides %s', (_, value, expected) => {
    expect(masked(value)).toEqual(expected);
  });

  it('hides known values anywhere, but not short ones', () => {
    expect(masked(['the value hunter-22 and ab'], ['hunter-22', 'ab'])).toEqual([`the value ${MASK} and ab`]);
  });

  it.each<[string, ExactJson]>([
    ['plain values', { a: 1, b: null, c: true, d: 'text', e: [] }],
    ['hashes in hexadecimal', '2fd4e1c67a2d28fced849ee1bb76e7391b93eb12'],
    ['JSON in a text, as it is written', '{ "a": 1.0 }'],
    ['empty and missing ones', { password: '', token: null, secret: false }],
    ['a text that only begins like JSON', '{ not JSON'],
    ['an ARN', 'arn:aws:sqs:eu-central-1:012345678912:jobs'],
  ])('leaves %s', (_, value) => {
    expect(masked(value)).toEqual(value);
  });

  it('leaves large numbers exact', () => {
    expect(JSON.stringify(masked(parseExactJson('{"n":12345678901234567890}')))).toBe('{"n":12345678901234567890}');
  });

  it('hides a secret wherever it is', () => {
    const names = fc.constantFrom('password', 'API_KEY', 'x-auth-token', 'Cookie', 'clientSecret');
    const secret = fc.stringMatching(/^[a-z]{4}Q[a-z]{4}$/);
    const wrappers = fc.array(fc.constantFrom('list', 'member', 'json', 'log'), { maxLength: 6 });
    fc.assert(
      fc.property(names, secret, wrappers, fc.jsonValue(), (name, value, wrapped, beside) => {
        let content: ExactJson = { [name]: value, beside: beside as ExactJson };
        for (const wrapper of wrapped) {
          if (wrapper === 'list') content = [content, 1];
          if (wrapper === 'member') content = { content };
          if (wrapper === 'json') content = JSON.stringify(content);
          if (wrapper === 'log') content = { log: `INFO ${name}=${value}`, content };
        }
        expect(JSON.stringify(masked(content))).not.toContain(value);
      }),
    );
  });

  it('reads any text, however deep or long, in a time that grows with its length only', () => {
    for (const part of [
      '[',
      '{"a":',
      'a',
      'eyJ-',
      'password',
      'A1',
      '://a:',
      '-----BEGIN PRIVATE KEY-----',
      '"',
      '\\',
    ]) {
      expect(typeof masked(part.repeat(100_000))).toBe('string');
    }
  });
});
