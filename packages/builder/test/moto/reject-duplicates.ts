import type { Aws } from '../../src/aws/connection.ts';
import { serviceError } from '../deployment-target.ts';
import { interceptCalls } from './intercept-calls.ts';

/** The calls that moto carries out twice but AWS rejects, and the parameters that must be unique. */
const uniqueParameters: Readonly<Record<string, readonly string[]>> = {
  AddPermission: ['FunctionName', 'Qualifier', 'StatementId'],
  CreateFunctionUrlConfig: ['FunctionName', 'Qualifier'],
  CreateEventSourceMapping: ['FunctionName', 'EventSourceArn'],
  CreateRoute: ['ApiId', 'RouteKey'],
};

/**
 * Makes moto reject the creation of a resource that exists, across all connections that the result wraps, and the
 * deletion of a group of schedules that is gone, to which it responds with a page of HTML.
 */
export function rejectDuplicates(): (aws: Aws) => Aws {
  const created = new Map<string, Promise<unknown>>();
  return (aws) =>
    interceptCalls(aws, async ({ command, input }, send) => {
      if (command === 'DeleteScheduleGroup') {
        return send().catch((error: unknown) => {
          if (!(error instanceof SyntaxError)) throw error;
          throw serviceError('ResourceNotFoundException', 'the schedule group does not exist');
        });
      }
      const keyOf = (creation: string, names: readonly string[]) =>
        JSON.stringify([creation, ...names.map((name) => Object(input)[name])]);
      // A statement is replaced by removing it and adding it again.
      if (command === 'RemovePermission') created.delete(keyOf('AddPermission', uniqueParameters.AddPermission ?? []));
      const names = uniqueParameters[command];
      if (names === undefined) return send();
      const key = keyOf(command, names);
      const first = created.get(key);
      if (first === undefined) {
        const sent = send();
        created.set(key, sent);
        return sent;
      }
      await first;
      throw serviceError(
        command === 'CreateRoute' ? 'ConflictException' : 'ResourceConflictException',
        `${command}: it already exists`,
      );
    });
}
