import { AwsApiError } from '../aws-api-error.ts';
import type { NamedMember, Structure } from '../model/service-model.ts';

/** An object of the shape that AWS's SDK gives it. */
export type StructureValue = Record<string, unknown>;

/**
 * Reads the members of a structure.
 *
 * @param missing creates an error from the name of a missing member. Default: that of the older protocols
 * @throws {AwsApiError} a required one is missing
 */
export function readStructure(
  structure: Structure,
  read: (member: NamedMember) => unknown,
  missing: (name: string) => AwsApiError = missingParameter,
): StructureValue {
  const value: StructureValue = {};
  for (const member of structure.members) {
    const found = read(member);
    if (found !== undefined) value[member.name] = found;
    else if (member.isRequired) throw missing(member.name);
  }
  return value;
}

/** An error of SQS, which has another name in the query protocol. */
function missingParameter(name: string): AwsApiError {
  return new AwsApiError('MissingRequiredParameterException', `The request must contain the parameter ${name}.`, {
    queryCode: 'MissingParameter',
  });
}
