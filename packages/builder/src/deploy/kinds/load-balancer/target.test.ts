import {
  DescribeTargetGroupsCommand,
  ElasticLoadBalancingV2Client,
  RegisterTargetsCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, describe, expect, it } from 'vitest';
import { serviceError, testTarget } from '../../../../test/deployment-target.ts';
import { target } from './target.ts';

const elb = mockClient(ElasticLoadBalancingV2Client);
afterEach(() => elb.reset());

const FUNCTION_ARN = 'arn:aws:lambda:eu-central-1:123456789012:function:demo';

describe('a target', () => {
  it('waits until the load balancer may invoke the function', async () => {
    elb.on(DescribeTargetGroupsCommand).resolves({ TargetGroups: [{ TargetGroupArn: 'arn:group' }] });
    const rejection = serviceError(
      'AccessDeniedException',
      'elasticloadbalancing principal does not have permission to invoke demo',
    );
    elb.on(RegisterTargetsCommand).rejectsOnce(rejection).resolves({});
    await target.create(testTarget(), 'alr-demo', { function: FUNCTION_ARN });
    expect(elb.commandCalls(RegisterTargetsCommand)).toHaveLength(2);
  });
});
