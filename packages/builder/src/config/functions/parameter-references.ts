import type { Configuration } from '../configuration.ts';

const PREFIX = 'ssm:';

/** https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameters.html */
const parameterName = /^\/?[A-Za-z0-9_.-]+(\/[A-Za-z0-9_.-]+)*(:[A-Za-z0-9_.-]+)?$/;

/** The parameter of Parameter Store that a variable refers to; undefined if its value is a plain text. */
export function parameterOf(value: string): string | undefined {
  return value.startsWith(PREFIX) ? value.slice(PREFIX.length) : undefined;
}

/** Whether this can be the name of a parameter, with or without a version or a label. */
export function isParameterName(name: string): boolean {
  return parameterName.test(name);
}

/** The parameters that the variables of a function refer to, by the variables. */
export function parametersOf({ lambda }: Pick<Configuration, 'lambda'>): Map<string, string> {
  const references = Object.entries(lambda.environment).flatMap(([variable, value]): [string, string][] => {
    const name = parameterOf(value);
    return name === undefined ? [] : [[variable, name]];
  });
  return new Map(references);
}
