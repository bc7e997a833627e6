// The types of this package need those of Node, which TypeScript 7 loads only on request.
/// <reference types="node" preserve="true" />
export { sampleEvent, sampleSources, UnknownSampleError } from './events/samples/sample-event.ts';
export type { SampleOptions } from './events/samples/sample-options.ts';
