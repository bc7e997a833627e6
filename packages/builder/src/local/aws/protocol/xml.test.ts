import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AwsApiError } from '../aws-api-error.ts';
import { escapeXml, parseXml } from './xml.ts';

describe('parseXml', () => {
  it('reads elements, attributes, references and sections', () => {
    const document = `<?xml version="1.0"?><!-- <b> -->
      <a x="1&lt;" y='"'>  <b/><c >t&#x41;&#66;&amp;</c><c><![CDATA[<d>]]></c></a>`;
    const { name, attributes, children } = parseXml(document);
    expect(name).toBe('a');
    expect([...attributes]).toEqual([
      ['x', '1<'],
      ['y', '"'],
    ]);
    expect(children.map((child) => [child.name, child.text])).toEqual([
      ['b', ''],
      ['c', 'tAB&'],
      ['c', '<d>'],
    ]);
  });

  it('reads any text that escapeXml has written', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(parseXml(`<a>${escapeXml(text)}</a>`).text).toBe(text);
      }),
    );
  });

  it.each([
    '',
    'a',
    '<a>',
    '</a>',
    '<a></b>',
    '<a/><b/>',
    '<a/>b',
    '<a><b></a></b>',
    '<a b></a>',
    '<a>&unknown;</a>',
    '<a>a & b</a>',
    '<a>&#x110000;</a>',
    '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
    '<a>'.repeat(100_000),
  ])('rejects what is not a document, and documents with a type: %.40s', (document) => {
    expect(() => parseXml(document)).toThrow(AwsApiError);
  });

  it('either parses a text or throws an AwsApiError', () => {
    const part = fc.constantFrom(
      '<',
      '>',
      '/',
      'a',
      '<a>',
      '</a>',
      '&',
      ';',
      '#x',
      '"',
      '=',
      '<!--',
      '-->',
      '<![CDATA[',
      ' ',
    );
    fc.assert(
      fc.property(fc.array(part), (parts) => {
        try {
          parseXml(parts.join(''));
        } catch (error) {
          expect(error).toBeInstanceOf(AwsApiError);
        }
      }),
    );
  });
});
