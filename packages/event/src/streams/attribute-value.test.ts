import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeAttributeValue, decodeItem } from './attribute-value.ts';

describe('decodeAttributeValue', () => {
  it.each([
    [{ S: '' }, ''],
    [{ S: '1' }, '1'],
    [{ BOOL: false }, false],
    [{ NULL: true }, null],
    [{ L: [{ S: 'a' }, { N: '1' }] }, ['a', 1]],
    [{ M: { a: { M: { b: { N: '1' } } } } }, { a: { b: 1 } }],
    [{ SS: ['a', 'b'] }, new Set(['a', 'b'])],
    [{ NS: ['1', '2.5'] }, new Set([1, 2.5])],
    [{ B: 'AP8=' }, Buffer.from([0, 255])],
    [{ BS: ['AA=='] }, new Set([Buffer.from([0])])],
  ])('decodes %j', (attribute, value) => {
    expect(decodeAttributeValue(attribute)).toEqual(value);
  });

  it.each([
    ['0', 0],
    ['-0', -0],
    ['42', 42],
    ['-1.50', -1.5],
    ['0.1', 0.1],
    ['1E+3', 1000],
    ['1.5e-10', 1.5e-10],
    ['9007199254740991', Number.MAX_SAFE_INTEGER],
    ['9007199254740993', '9007199254740993'],
    ['0.1234567890123456789', '0.1234567890123456789'],
    ['12345678901234567890123456789012345678', '12345678901234567890123456789012345678'],
    ['1e400', '1e400'],
  ])('decodes %s to a number only if the number is exact', (N, value) => {
    expect(decodeAttributeValue({ N })).toBe(value);
  });

  it('decodes every number that JavaScript can write', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (number) => {
        expect(decodeAttributeValue({ N: String(number) })).toBe(Object.is(number, -0) ? 0 : number);
      }),
    );
  });

  it('never changes a number of 38 digits', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 38n - 1n }), fc.nat(38), (digits, places) => {
        const N = `${digits}e-${places}`;
        const value = decodeAttributeValue({ N });
        if (typeof value === 'string') expect(value).toBe(N);
        else expect(exact(String(value), 400)).toBe(exact(N, 400));
      }),
    );
  });

  it('picks the type with a value if an attribute also lists the other types', () => {
    const types = { B: null, BOOL: null, BS: null, L: null, M: null, N: null, NS: null, NULL: null, S: null, SS: null };
    const values = { S: 'a', N: '1', BOOL: false, NULL: true, SS: [], L: [{ ...types, N: '2' }] };
    const item = Object.fromEntries(Object.entries(values).map(([type, value]) => [type, { ...types, [type]: value }]));
    expect(decodeItem(item)).toEqual({ S: 'a', N: 1, BOOL: false, NULL: null, SS: new Set(), L: [2] });
  });

  it('never sets the prototype', () => {
    const item = decodeItem(JSON.parse('{"__proto__":{"M":{"admin":{"BOOL":true}}}}'));
    expect(Object.getPrototypeOf(item)).toBe(Object.prototype);
    expect(Object.keys(item)).toEqual(['__proto__']);
  });

  it.each(
    [
      undefined,
      null,
      'text',
      {},
      { X: 'y' },
      { S: 1 },
      { N: 1 },
      { BOOL: 'true' },
      { L: 'a' },
      { SS: [1] },
      { M: [] },
    ].map((attribute) => ({ attribute })),
  )('rejects $attribute', ({ attribute }) => {
    expect(() => decodeAttributeValue(attribute)).toThrow(/not a DynamoDB attribute value/);
  });
});

/** A decimal number times a power of ten, exactly. */
function exact(number: string, power: number): bigint {
  const [, integer = '', fraction = '', exponent = '0'] = /^(\d+)\.?(\d*)(?:e([+-]?\d+))?$/.exec(number) ?? [];
  return BigInt(integer + fraction) * 10n ** BigInt(power + Number(exponent) - fraction.length);
}
