import { formatLocation, type Location, type Problem } from '../read/problem.ts';
import { type BucketEvents, overlap } from '../triggers/bucket-events.ts';
import type { FunctionValidation } from './validate-function.ts';

/** Where a trigger names a bucket, and those of its events that it is for. */
interface Written extends BucketEvents {
  readonly bucket: string;
  readonly path: string;
  readonly location: Location;
}

/** Finds triggers of a bucket that are for the same objects: S3 rejects the second notification. */
export function checkBuckets(functions: readonly FunctionValidation[]): Problem[] {
  const all = functions.flatMap(bucketsOfTriggers);
  return all.flatMap((trigger, index): Problem[] => {
    const { path, location, bucket } = trigger;
    const first = all.slice(0, index).find((each) => each.bucket === bucket && overlap(each, trigger));
    if (first === undefined) return [];
    const message =
      `${path}: the trigger at ${formatLocation(first.location)} is for some of the same events of the bucket ${bucket}, ` +
      'and S3 rejects that: limit both by prefix, suffix or event, or send the events to a topic with a trigger for each';
    return [{ location, message }];
  });
}

function bucketsOfTriggers({ settings, file }: FunctionValidation): Written[] {
  return (settings?.triggers ?? []).flatMap((trigger, index): Written[] => {
    const triggerFile = file.triggers[index];
    if (!('bucket' in trigger) || triggerFile === undefined) return [];
    const { bucket, event, prefix, suffix } = trigger;
    const location = triggerFile.content.settings.get('trigger.bucket')?.location ?? triggerFile.content.location;
    return [{ bucket, events: event, prefix, suffix, path: triggerFile.inUserTerms('trigger.bucket'), location }];
  });
}
