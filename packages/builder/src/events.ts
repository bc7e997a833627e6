export { sampleEvent, sampleSources, UnknownSampleError } from './event-samples/sample-event.ts';
export type { SampleOptions } from './event-samples/sample-options.ts';
