import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { GetRoleCommand, IAMClient, SimulatePrincipalPolicyCommand } from '@aws-sdk/client-iam';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { configurationOf, projectWith } from '../../test/configuration.ts';
import { stubCommands } from '../../test/stub-commands.ts';
import type { Configuration } from '../config/configuration.ts';
import { check } from './check.ts';

const sts = mockClient(STSClient);
const iam = mockClient(IAMClient);
const tools = { docker: 'echo "Docker version 29"', make: 'echo "GNU Make"', curl: 'echo curl' };
const USER = 'arn:aws:iam::123456789012:user/dev/ada';

/** Mocks AWS: who is calling, and which actions are denied. */
function mockAws({ caller = USER, denied = [] as string[], explicit = [] as string[] }) {
  sts.on(GetCallerIdentityCommand).resolves({ Arn: caller, Account: '123456789012' });
  iam.on(SimulatePrincipalPolicyCommand).callsFake(({ ActionNames = [] }: { ActionNames?: string[] }) => ({
    EvaluationResults: ActionNames.map((action) => ({
      EvalActionName: action,
      EvalDecision: explicit.includes(action) ? 'explicitDeny' : denied.includes(action) ? 'implicitDeny' : 'allowed',
    })),
  }));
}

/** Runs the check, and returns its output and the message of its error. */
async function run(configuration: Configuration | undefined, scripts: Record<string, string> = tools, json = false) {
  await using _ = await stubCommands(scripts);
  const out = new PassThrough();
  const printed = text(out);
  const settings = { profile: undefined, region: 'eu-west-1', account: undefined };
  const failure = await check({
    project: configuration && projectWith(configuration),
    aws: settings,
    env: {},
    out,
    json,
  }).then(
    () => undefined,
    (error: Error) => error.message,
  );
  out.end();
  return { printed: await printed, failure };
}

/** The simulated actions, such as `ACTION on RESOURCE of PRINCIPAL`. */
function simulatedActions() {
  return iam
    .commandCalls(SimulatePrincipalPolicyCommand)
    .flatMap(({ args: [{ input }] }) =>
      (input.ActionNames ?? []).map(
        (action) => `${action} on ${input.ResourceArns?.join()} of ${input.PolicySourceArn}`,
      ),
    );
}

describe('check', () => {
  const queue = configurationOf('lambda: { name: shop }\ntrigger: { type: sqs, queue: { name: orders } }\n');

  beforeEach(() => mockAws({}));
  afterEach(() => {
    sts.reset();
    iam.reset();
  });

  it('is one JSON object with json', async () => {
    mockAws({ denied: ['s3:GetObject'] });
    const { printed, failure } = await run(undefined, tools, true);
    const { ready, sections } = JSON.parse(printed) as { ready: boolean; sections: { title: string }[] };
    expect(ready).toBe(failure === undefined);
    expect(sections.map(({ title }) => title)).toEqual(['Tools', 'Credentials', 'Permissions']);
  });

  it('succeeds if nothing is missing', async () => {
    const { printed, failure } = await run(queue);
    expect(failure).toBeUndefined();
    expect(printed).toMatch(/ok +docker +Docker version 29/);
    expect(printed).toMatch(/ok +arn:aws:iam::123456789012:user\/dev\/ada +account 123456789012, region eu-west-1/);
    expect(printed).toMatch(/ok +all \d+ +arn:aws:iam::123456789012:user\/dev\/ada/);
    expect(printed).toMatch(/not covered: organization policies/);
  });

  it("simulates the caller's policies on the resources of the configuration", async () => {
    await run(queue);
    const queueArn = 'arn:aws:sqs:eu-west-1:123456789012:orders';
    expect(simulatedActions()).toContain(`sqs:CreateQueue on ${queueArn} of ${USER}`);
    expect(simulatedActions()).toContain(`sqs:CreateQueue on ${queueArn}-dlq of ${USER}`);
    expect(simulatedActions()).toContain(
      `lambda:CreateFunction on arn:aws:lambda:eu-west-1:123456789012:function:shop of ${USER}`,
    );
    expect(simulatedActions().join()).not.toContain('elasticloadbalancing');
  });

  it('simulates to which service a role is passed', async () => {
    await run(queue);
    const call = iam
      .commandCalls(SimulatePrincipalPolicyCommand)
      .find(({ args: [{ input }] }) => input.ActionNames?.includes('iam:PassRole'));
    expect(call?.args[0].input.ContextEntries).toEqual([
      { ContextKeyName: 'iam:PassedToService', ContextKeyValues: ['lambda.amazonaws.com'], ContextKeyType: 'string' },
    ]);
  });

  it('fails with a table of the permissions that are missing', async () => {
    mockAws({ denied: ['sqs:CreateQueue'], explicit: ['lambda:CreateFunction'] });
    const { printed, failure } = await run(queue);
    expect(printed).toMatch(/missing +sqs:CreateQueue +on arn:aws:sqs:\S+:orders, to manage the queue/);
    expect(printed).toMatch(/missing +lambda:CreateFunction .*; a policy denies it/);
    expect(printed).toContain('alr-builder check --policy');
    expect(failure).toMatch(/not ready: permissions missing \(4\)/);
  });

  it('simulates an assumed role with the path that IAM reports', async () => {
    mockAws({ caller: 'arn:aws-cn:sts::123456789012:assumed-role/deployer/session' });
    iam
      .on(GetRoleCommand, { RoleName: 'deployer' })
      .resolves({ Role: role('arn:aws-cn:iam::123456789012:role/ci/deployer') });
    const { printed, failure } = await run(queue);
    expect(failure).toBeUndefined();
    expect(printed).toMatch(/ok +all \d+ +arn:aws-cn:iam::123456789012:role\/ci\/deployer/);
    expect(simulatedActions()).toContain('sqs:ListQueues on * of arn:aws-cn:iam::123456789012:role/ci/deployer');
  });

  it('checks the tools without credentials, and reports that the permissions were not checked', async () => {
    sts.on(GetCallerIdentityCommand).rejects(Object.assign(new Error('none'), { name: 'CredentialsProviderError' }));
    const { printed, failure } = await run(queue);
    expect(printed).toMatch(/ok +docker/);
    expect(printed).toMatch(/missing +AWS +.*there are no AWS credentials/);
    expect(printed).toMatch(/unchecked +not checked/);
    expect(failure).toBe('not ready: credentials missing (1), permissions not checked');
  });

  it('fails if the simulation fails', async () => {
    iam
      .on(SimulatePrincipalPolicyCommand)
      .rejects(
        Object.assign(new Error('not allowed to simulate'), { name: 'AccessDenied', $fault: 'client', $metadata: {} }),
      );
    const { printed, failure } = await run(queue);
    expect(printed).toMatch(/unchecked +not checked +could not simulate the policies of .*: AccessDenied: not allowed/);
    expect(failure).toMatch(/permissions not checked/);
  });

  it('reads every page of the results', async () => {
    iam
      .on(SimulatePrincipalPolicyCommand)
      .callsFake(({ ActionNames = [], Marker }: { ActionNames?: string[]; Marker?: string }) =>
        Marker === undefined
          ? { EvaluationResults: [], IsTruncated: true, Marker: 'more' }
          : {
              EvaluationResults: ActionNames.map((action) => ({
                EvalActionName: action,
                EvalDecision: 'implicitDeny',
              })),
            },
      );
    const { printed } = await run(queue);
    expect(printed).toMatch(/missing +sqs:CreateQueue/);
  });

  it('simulates all actions on all resources if nothing is configured yet', async () => {
    const { printed, failure } = await run(undefined);
    expect(failure).toBeUndefined();
    expect(printed).toContain('nothing is configured yet');
    expect(simulatedActions()).toContain(`elasticloadbalancing:CreateRule on * of ${USER}`);
  });

  it('accepts the root user, for whom nothing can be simulated', async () => {
    mockAws({ caller: 'arn:aws:iam::123456789012:root' });
    const { printed, failure } = await run(queue);
    expect(failure).toBeUndefined();
    expect(printed).toMatch(/the root user may do everything/);
    expect(simulatedActions()).toEqual([]);
  });

  it.each([
    [
      'no container engine',
      { make: 'true', curl: 'true' },
      /missing +container engine +docker is not installed; podman/,
    ],
    [
      'an engine that is not running',
      { ...tools, docker: '[ "$1" = --version ] || { echo "no daemon" >&2; exit 1; }' },
      /docker is not running: no daemon/,
    ],
    ['no make', { docker: tools.docker }, /missing +make +not installed/],
  ])('fails with %s', async (_, scripts, expected) => {
    const { printed, failure } = await run(queue, scripts);
    expect(printed).toMatch(expected);
    expect(failure).toMatch(/tools missing \(1\)/);
  });

  it('accepts any engine, and does not require curl', async () => {
    const { printed, failure } = await run(queue, { buildah: 'echo buildah 1.28', make: 'true' });
    expect(failure).toBeUndefined();
    expect(printed).toMatch(/ok +buildah +buildah 1\.28/);
    expect(printed).toMatch(/optional +curl +not installed/);
  });
});

function role(arn: string) {
  return { Arn: arn, Path: '/', RoleName: 'deployer', RoleId: 'A', CreateDate: new Date(0) };
}
