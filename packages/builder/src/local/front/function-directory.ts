import type { InvocableFunction } from '../function/environment/local-function.ts';
import type { InvocationRequest } from '../function/invocation/invocation.ts';
import { LambdaApiError } from './invoke-request.ts';

/** A function that the Invoke API can find. */
export interface NamedFunction extends InvocableFunction {
  /** Its name in the project. */
  readonly key: string;
  /** Its name in AWS. */
  readonly functionName: string;
  /** Queues an event whose invoker does not wait. Resolves to how its invocation is identified, when it is kept. */
  readonly send: (request: InvocationRequest) => Promise<{ readonly requestId: string; readonly traceHeader: string }>;
}

/** `NAME`, `ACCOUNT:function:NAME` or an ARN, each of them with a version or an alias or without one. */
const nameSyntax = /^(?:(?:arn:[\w-]+:lambda:[\w-]*:)?\d{12}:function:)?(?<name>[\w-]+)(?::(?:\$LATEST|[\w-]+))?$/;

/** The functions of the project, as the Invoke API finds them. */
export class FunctionDirectory {
  readonly #functions: () => readonly NamedFunction[];

  /** @param functions called for each request, because the names in AWS can change */
  constructor(functions: () => readonly NamedFunction[]) {
    this.#functions = functions;
  }

  /**
   * Finds a function by its name in the project, its name in AWS or its ARN. A project with one function has it under any
   * name.
   *
   * @param text as in the path of a request, decoded
   * @throws {LambdaApiError} there is no such function
   */
  find(text: string): NamedFunction {
    const functions = this.#functions();
    const [first, ...others] = functions;
    if (first !== undefined && others.length === 0) return first;
    const { name } = nameSyntax.exec(text)?.groups ?? {};
    const found =
      functions.find(({ key }) => key === name) ?? functions.find(({ functionName }) => functionName === name);
    if (found !== undefined) return found;
    const known = functions.map(({ key, functionName }) => (key === functionName ? key : `${key} (${functionName})`));
    throw new LambdaApiError(
      404,
      'ResourceNotFoundException',
      `Function not found: ${text}. The project has ${known.join(', ')}`,
    );
  }
}
