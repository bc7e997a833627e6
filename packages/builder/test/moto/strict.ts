import type { Aws } from '../../src/aws/connection.ts';
import { serviceError } from '../deployment-target.ts';
import { throughCalls } from './through-calls.ts';

/** The calls that moto carries out twice and AWS refuses, and what in them is there only once. */
const onlyOnce: Readonly<Record<string, readonly string[]>> = {
  AddPermission: ['FunctionName', 'Qualifier', 'StatementId'],
  CreateFunctionUrlConfig: ['FunctionName', 'Qualifier'],
  CreateEventSourceMapping: ['FunctionName', 'EventSourceArn'],
};

/** An account of AWS that refuses to make a thing twice, for all who work in it at a time. */
export function strictAccount(): (aws: Aws) => Aws {
  const made = new Map<string, Promise<unknown>>();
  return (aws) =>
    throughCalls(aws, async ({ command, input }, send) => {
      const names = onlyOnce[command];
      if (names === undefined) return send();
      const key = JSON.stringify([command, ...names.map((name) => Object(input)[name])]);
      const first = made.get(key);
      if (first === undefined) {
        const sent = send();
        made.set(key, sent);
        return sent;
      }
      await first;
      throw serviceError('ResourceConflictException', `${command}: it already exists`);
    });
}
