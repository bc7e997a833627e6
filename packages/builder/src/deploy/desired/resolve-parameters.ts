import { GetParametersCommand, SSMClient } from '@aws-sdk/client-ssm';
import { explainAwsError } from '../../aws/aws-error.ts';
import type { Aws } from '../../aws/connection.ts';
import type { Configuration, Project } from '../../config/configuration.ts';
import { parametersOf } from '../../config/functions/parameter-references.ts';
import { checkEnvironmentSize } from '../../config/validate/environment-size.ts';
import { ExpectedError } from '../../terminal/expected-error.ts';

/** A variable refers to a parameter that cannot be its value. */
export class ParameterError extends ExpectedError {
  override get name(): string {
    return 'ParameterError';
  }
}

/**
 * Replaces the references to parameters in the variables of the selected functions by the values that the parameters have
 * now.
 *
 * @throws {ParameterError} a parameter does not exist, or is a secret
 */
export async function resolveParameters(project: Project, aws: Aws): Promise<Project> {
  const names = new Set(project.selected.flatMap((configuration) => [...parametersOf(configuration).values()]));
  if (names.size === 0) return project;
  const parameters = await readParameters(aws, [...names]);
  return { ...project, selected: project.selected.map((each) => withValues(each, parameters, aws)) };
}

/** A parameter of Parameter Store. */
interface Parameter {
  readonly isSecret: boolean;
  readonly value: string;
}

/** AWS returns so many parameters at once. */
const MAX_NAMES = 10;

async function readParameters(aws: Aws, names: readonly string[]): Promise<Map<string, Parameter>> {
  const parameters = new Map<string, Parameter>();
  for (let start = 0; start < names.length; start += MAX_NAMES) {
    const Names = names.slice(start, start + MAX_NAMES);
    try {
      // A secret stays encrypted.
      const get = new GetParametersCommand({ Names, WithDecryption: false });
      const { Parameters = [] } = await aws.client(SSMClient).send(get);
      for (const { Name = '', Selector = '', Type, Value = '' } of Parameters) {
        parameters.set(`${Name}${Selector}`, { isSecret: Type === 'SecureString', value: Value });
      }
    } catch (error) {
      throw explainAwsError(error, `read the parameters ${Names.join(', ')}`);
    }
  }
  return parameters;
}

function withValues(configuration: Configuration, parameters: ReadonlyMap<string, Parameter>, aws: Aws): Configuration {
  const path = configuration.inUserTerms('lambda.environment');
  const values = [...parametersOf(configuration)].map(([variable, name]): [string, string] => {
    const parameter = parameters.get(name);
    const reference = `${path}.${variable} refers to the parameter ${name}`;
    if (parameter === undefined) {
      throw new ParameterError(
        `${reference}, which does not exist in account ${aws.account}, ${aws.region}: create it, or correct its name`,
      );
    }
    if (parameter.isSecret) {
      throw new ParameterError(
        `${reference}, which is a SecureString: everyone who may see the function's configuration would see its value; ` +
          'pass only its name to the function, and read it at run time with @aws-lambda-powertools/parameters ' +
          '(docs/configuration.md of @alr/builder shows how)',
      );
    }
    return [variable, parameter.value];
  });
  const environment = { ...configuration.lambda.environment, ...Object.fromEntries(values) };
  const problem = checkEnvironmentSize(environment);
  if (problem !== undefined) throw new ParameterError(`${path}: ${problem}`);
  return { ...configuration, lambda: { ...configuration.lambda, environment } };
}
