import { describe, expect, it } from 'vitest';
import { testIdentity } from '../../../test/deployment-target.ts';
import { idOf } from '../resource/resource.ts';
import { resourcesOfStatement } from './discover-function.ts';

describe("a statement of the function's policy", () => {
  const resources = (purpose: string, source: string) => {
    const Condition = { ArnLike: { 'AWS:SourceArn': source } };
    const statement = { Sid: `alr-demo-${purpose}-0123abcd`, Effect: 'Allow', Condition };
    return resourcesOfStatement(statement, testIdentity, 'live', 'arn:function:live').map(idOf);
  };
  const permission = (purpose: string) => `permission alr-demo-${purpose}-0123abcd@live`;

  it('leads to the resources that it was created for', () => {
    expect(resources('s3', 'arn:aws:s3:::files')).toEqual([permission('s3'), 'notification files']);
    expect(resources('events', 'arn:aws:events:eu-central-1:123456789012:rule/nightly')).toEqual([
      permission('events'),
      'rule nightly',
      'rule target nightly',
    ]);
    expect(resources('sns', 'arn:aws:sns:eu-central-1:123456789012:news')).toEqual([
      permission('sns'),
      'topic news',
      'subscription arn:aws:sns:eu-central-1:123456789012:news arn:function:live',
    ]);
    const group = 'arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/alr-demo/0123456789abcdef';
    expect(resources('alb', group)).toEqual([permission('alb'), 'target group alr-demo']);
    expect(resources('url', '')).toEqual([permission('url')]);
  });

  it('leads to nothing else if others have removed its source', () => {
    const statement = { Sid: 'alr-demo-events-0123abcd', Effect: 'Allow' };
    expect(resourcesOfStatement(statement, testIdentity, 'live', 'arn:function:live').map(idOf)).toEqual([
      permission('events'),
    ]);
  });

  it('leads nowhere if it is not ours', () => {
    expect(resourcesOfStatement({ Sid: 'theirs', Effect: 'Allow' }, testIdentity, undefined, 'arn:function')).toEqual(
      [],
    );
  });
});
