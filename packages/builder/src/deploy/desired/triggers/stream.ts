import { destinationArn } from '../../../config/functions/asynchronous-settings.ts';
import { canonicalText } from '../../../events/patterns/canonical-json.ts';
import type { DesiredResource } from '../../kinds/kinds.ts';
import type { Attachment, TriggerOf } from './attachment.ts';
import { mapping } from './mapping.ts';

/** Records of a stream of Kinesis or DynamoDB. */
export function stream(
  trigger: TriggerOf<'kinesis'> | TriggerOf<'dynamodb'>,
  attachment: Attachment,
): DesiredResource[] {
  const { stream: settings, filter, enabled, onFailure, retries, maxAge } = trigger;
  const { startingPosition, bisect } = settings;
  return [
    mapping(settings.arn, settings, attachment, enabled, {
      startingPosition,
      bisect,
      filters: filter.map(canonicalText),
      retries: retries ?? settings.retries ?? UNTIL_THEY_EXPIRE,
      maxAge: maxAge ?? UNTIL_THEY_EXPIRE,
      onFailure: destinationArn(onFailure, attachment.target.aws),
    }),
  ];
}

const UNTIL_THEY_EXPIRE = -1;
