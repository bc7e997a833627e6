// The types of this package need those of Node, which TypeScript 7 loads only on request.
/// <reference types="node" preserve="true" />
import { defineAwslambda } from './aws-compat/awslambda.ts';

export { type Invocable, type InvokeOptions, type InvokeResult, invoke, type TestContext } from './testing/invoke.ts';
export type { LoggedRecord } from './testing/recording-target.ts';

// Functions written for AWS's Node runtime use the global `awslambda` while they load. Import this module before them.
defineAwslambda();
