import { describe, expect, it } from 'vitest';
import { type FormatName, formatOf } from './formats.ts';

const accepts = (format: FormatName, text: string) => new RegExp(formatOf(format).pattern, 'u').test(text);

describe('the format of a text', () => {
  it.each<[FormatName, readonly string[]]>([
    [
      'region',
      ['eu-central-1', 'us-gov-west-1', 'cn-northwest-1', 'us-isob-east-1', 'eu-isoe-west-1', 'eusc-de-east-1'],
    ],
    [
      'listener arn',
      ['aws', 'aws-cn', 'aws-us-gov', 'aws-iso-b', 'aws-eusc'].map(
        (partition) => `arn:${partition}:elasticloadbalancing:eu-west-1:123456789012:listener/app/web/a/b`,
      ),
    ],
    ['bucket', ['abc', 'my.bucket-1', '0'.repeat(63)]],
    ['queue', ['q', 'a_b-C', 'orders.fifo', 'q'.repeat(80)]],
    ['path pattern', ['/', '/api/*', '*.png']],
    ['repository', ['ab', 'team/shop', 'a.b_c-d']],
    ['s3 event', ['s3:ObjectCreated:*', 's3:LifecycleTransition', 's3:ObjectAcl:Put']],
    ['tag value', ['', 'Größe 1', 'a:b/c=d+e@f']],
  ])('%s accepts %j', (format, texts) => {
    expect(texts.filter((text) => !accepts(format, text))).toEqual([]);
  });

  it.each<[FormatName, readonly string[]]>([
    ['region', ['europe', 'eu-central', 'EU-central-1']],
    [
      'listener arn',
      [
        'arn:aws:elasticloadbalancing:eu-west-1:123456789012:listener/net/web/a/b',
        'arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/web/a',
      ],
    ],
    ['bucket', ['ab', 'Photos', '192.168.0.1', 'a..b', 'xn--a', 'a-s3alias', '-ab', '0'.repeat(64)]],
    ['queue', ['', 'a b', 'a.b', 'q'.repeat(81), `${'q'.repeat(76)}.fifo`]],
    ['path pattern', ['', 'build', '/a b', `/${'a'.repeat(128)}`]],
    ['repository', ['a', 'Shop', 'a//b', '-a']],
    ['s3 event', ['ObjectCreated:*', 's3:ObjectCreated', 's3:ObjectCreated:Putt', 's3:LifecycleTransition:*']],
    ['tag value', ['a#b', 'x'.repeat(257)]],
    ['tag name', ['', 'aws:a', 'alr:project', 'a(b)']],
  ])('%s rejects %j', (format, texts) => {
    expect(texts.filter((text) => accepts(format, text))).toEqual([]);
  });
});
