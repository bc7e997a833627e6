import { GetParametersCommand, SSMClient } from '@aws-sdk/client-ssm';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, describe, expect, it } from 'vitest';
import { configurationOf, projectWith } from '../../../test/configuration.ts';
import { serviceError, testTarget } from '../../../test/deployment-target.ts';
import { resolveParameters } from './resolve-parameters.ts';

const ssm = mockClient(SSMClient);
afterEach(() => ssm.reset());

const { aws } = testTarget();

function projectOf(...environments: Record<string, string>[]) {
  const [first, ...others] = environments.map((environment, index) =>
    configurationOf(
      `project: shop\nfunctions: { f${index}: { handler: app, environment: ${JSON.stringify(environment)} } }\n`,
    ),
  );
  if (first === undefined) throw new Error('there is no function');
  return projectWith(first, ...others);
}

describe('references to parameters in variables', () => {
  it('become the values of the parameters, each of which is read once', async () => {
    ssm.on(GetParametersCommand).resolves({
      Parameters: [
        { Name: '/shop/table', Type: 'String', Value: 'orders' },
        { Name: 'hosts', Type: 'StringList', Value: 'a,b' },
        { Name: '/shop/table', Selector: ':3', Type: 'String', Value: 'former' },
      ],
    });
    const project = projectOf(
      { TABLE: 'ssm:/shop/table', LEVEL: 'info' },
      { TABLE: 'ssm:/shop/table', HOSTS: 'ssm:hosts', FORMER: 'ssm:/shop/table:3' },
    );
    const { selected } = await resolveParameters(project, aws);
    expect(selected.map(({ lambda }) => lambda.environment)).toEqual([
      { TABLE: 'orders', LEVEL: 'info' },
      { TABLE: 'orders', HOSTS: 'a,b', FORMER: 'former' },
    ]);
    expect(ssm.calls().map(({ args: [command] }) => command.input)).toEqual([
      { Names: ['/shop/table', 'hosts', '/shop/table:3'], WithDecryption: false },
    ]);
  });

  it('are read ten at a time, and not at all if there are none', async () => {
    const names = Array.from({ length: 11 }, (_, index) => `p${index}`);
    ssm.on(GetParametersCommand).callsFake(({ Names }: { Names: string[] }) => ({
      Parameters: Names.map((Name) => ({ Name, Type: 'String', Value: `value of ${Name}` })),
    }));
    const environment = Object.fromEntries(names.map((name) => [`V_${name}`, `ssm:${name}`]));
    const { selected } = await resolveParameters(projectOf(environment), aws);
    expect(selected[0]?.lambda.environment.V_p10).toBe('value of p10');
    expect(ssm.calls()).toHaveLength(2);
    await resolveParameters(projectOf({ LEVEL: 'info' }), aws);
    expect(ssm.calls()).toHaveLength(2);
  });

  it('must not be to secrets, to parameters that do not exist, or to values that are too large', async () => {
    const resolve = (parameter: object) => {
      ssm.on(GetParametersCommand).resolves({ Parameters: [parameter] });
      return resolveParameters(projectOf({ TOKEN: 'ssm:/shop/token' }), aws);
    };
    await expect(resolve({ Name: '/shop/token', Type: 'SecureString', Value: 'AQIC' })).rejects.toThrow(
      /^functions\.f0\.environment\.TOKEN refers to the parameter \/shop\/token, which is a SecureString: .*powertools/,
    );
    await expect(resolve({ Name: '/shop/other', Type: 'String', Value: 'x' })).rejects.toThrow(
      'which does not exist in account 123456789012, eu-central-1: create it, or correct its name',
    );
    await expect(resolve({ Name: '/shop/token', Type: 'String', Value: 'x'.repeat(4096) })).rejects.toThrow(
      "functions.f0.environment: the function's environment has 4101 bytes, but Lambda allows 4096",
    );
  });

  it('explain a missing permission', async () => {
    ssm.on(GetParametersCommand).rejects(serviceError('AccessDeniedException', 'not authorized'));
    await expect(resolveParameters(projectOf({ TABLE: 'ssm:/shop/table' }), aws)).rejects.toThrow(
      /could not read the parameters \/shop\/table: AccessDeniedException/,
    );
  });
});
