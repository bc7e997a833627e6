import type { DesiredResource } from '../../kinds/kinds.ts';
import type { Attachment, TriggerOf } from './attachment.ts';
import { mapping } from './mapping.ts';

/** Records of a stream of Kinesis or DynamoDB. */
export function stream(
  { stream: settings }: TriggerOf<'kinesis'> | TriggerOf<'dynamodb'>,
  attachment: Attachment,
): DesiredResource[] {
  const { startingPosition, bisect, retries = -1 } = settings;
  return [mapping(settings.arn, settings, attachment, { startingPosition, bisect, retries })];
}
