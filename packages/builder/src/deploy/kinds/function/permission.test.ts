import { AddPermissionCommand, GetPolicyCommand, LambdaClient, RemovePermissionCommand } from '@aws-sdk/client-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, describe, expect, it } from 'vitest';
import { serviceError, testIdentity, testTarget } from '../../../../test/deployment-target.ts';
import { purposeOf, statementId } from '../../resource/ids.ts';
import { permission } from './permission.ts';

const lambda = mockClient(LambdaClient);
afterEach(() => lambda.reset());

const FUNCTION_ARN = 'arn:aws:lambda:eu-central-1:123456789012:function:demo';
const actual = { owner: testIdentity, settings: {}, attributes: {} };

describe("a statement of the function's policy", () => {
  const name = 'alr-demo-url-0123abcd@live';
  const settings = {
    action: 'lambda:InvokeFunctionUrl',
    principal: '*',
    source: null,
    account: null,
    urlAuthType: 'NONE',
    edited: null,
  };

  it('is understood in the form that AWS returns', async () => {
    const statement = {
      Sid: 'alr-demo-url-0123abcd',
      Effect: 'Allow',
      Principal: '*',
      Action: 'lambda:InvokeFunctionUrl',
      Resource: `${FUNCTION_ARN}:live`,
      Condition: { StringEquals: { 'lambda:FunctionUrlAuthType': 'NONE' } },
    };
    lambda.on(GetPolicyCommand).resolves({ Policy: JSON.stringify({ Statement: [statement] }) });
    expect((await permission.read(testTarget(), name, undefined))?.settings).toEqual(settings);
    expect(lambda.commandCalls(GetPolicyCommand)[0]?.args[0].input).toEqual({
      FunctionName: 'demo',
      Qualifier: 'live',
    });
  });

  it('allows only calls through a public URL', async () => {
    lambda.on(AddPermissionCommand).resolves({});
    const invoke = { ...settings, action: 'lambda:InvokeFunction', viaUrl: true };
    const { urlAuthType, ...viaUrl } = invoke;
    await permission.create(testTarget(), 'alr-demo-url-invoke-0123abcd', viaUrl);
    expect(lambda.commandCalls(AddPermissionCommand)[0]?.args[0].input).toEqual({
      FunctionName: 'demo',
      StatementId: 'alr-demo-url-invoke-0123abcd',
      Action: 'lambda:InvokeFunction',
      Principal: '*',
      InvokedViaFunctionUrl: true,
    });
  });

  /** A policy that has the statement. `grants` are its statements after each removal. */
  function policyOfFunction() {
    const granted = new Set([name]);
    const grants: string[][] = [];
    lambda.on(RemovePermissionCommand).callsFake(({ StatementId, Qualifier }) => {
      if (!granted.delete(`${StatementId}@${Qualifier}`)) throw serviceError('ResourceNotFoundException');
      grants.push([...granted]);
    });
    lambda.on(AddPermissionCommand).callsFake(({ StatementId, Qualifier }) => {
      const added = `${StatementId}@${Qualifier}`;
      const message = `The statement id (${StatementId}) provided already exists.`;
      if (granted.has(added)) throw serviceError('ResourceConflictException', message);
      granted.add(added);
    });
    return { granted, grants };
  }

  it('is replaced, because Lambda cannot change a statement, and another one grants the same meanwhile', async () => {
    const { granted, grants } = policyOfFunction();
    await permission.update(testTarget(), name, settings, { actual, changed: new Set(['principal']) });
    expect(grants.filter((each) => each.length === 0)).toEqual([]);
    expect([...granted]).toEqual([name]);
  });

  it('is replaced by two deployments at the same time', async () => {
    const { granted } = policyOfFunction();
    const update = () => permission.update(testTarget(), name, settings, { actual, changed: new Set(['principal']) });
    await Promise.all([update(), update()]);
    expect([...granted]).toEqual([name]);
  });

  it('has an id of the same form as its stand-in, so that one from an interrupted run is discovered', async () => {
    lambda.on(RemovePermissionCommand).resolves({});
    lambda.on(AddPermissionCommand).resolves({});
    const id = statementId(testIdentity, 'url-invoke', 'everybody');
    await permission.update(testTarget(), id, settings, { actual, changed: new Set(['principal']) });
    const ids = lambda.commandCalls(AddPermissionCommand).map(({ args }) => args[0].input.StatementId);
    expect(new Set(ids).size).toBe(2);
    expect(ids.map((each) => purposeOf(each, testIdentity))).toEqual(['url-invoke', 'url-invoke']);
  });

  it.each([
    ['condition', { Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } } }],
    ['effect', { Effect: 'Deny' }],
  ])('differs if others have edited its %s', async (_what, edit) => {
    const statement = { Sid: 'ours', Effect: 'Allow', Principal: '*', Action: 'lambda:InvokeFunction', ...edit };
    lambda.on(GetPolicyCommand).resolves({ Policy: JSON.stringify({ Statement: [statement] }) });
    expect((await permission.read(testTarget(), 'ours', undefined))?.settings.edited).toEqual(statement);
  });
});
