export { type Invocable, type InvokeOptions, type InvokeResult, invoke, type TestContext } from './testing/invoke.ts';
export type { LoggedRecord } from './testing/recording-target.ts';
