import type { QueueSettings, StreamSettings } from '../../../config/configuration.ts';
import { type DesiredResource, desiredResource } from '../../kinds/kinds.ts';
import type { MappingSettings } from '../../kinds/queue/mapping.ts';
import type { Attachment } from './attachment.ts';

/**
 * An event source mapping.
 *
 * @param specific the settings that only queues have, or only streams
 */
export function mapping(
  source: string,
  { batchSize, batchWindow, partialBatchResponse }: QueueSettings | StreamSettings,
  { invoked, tags }: Attachment,
  enabled: boolean,
  specific: Partial<MappingSettings>,
): DesiredResource {
  return desiredResource('mapping', source, {
    function: invoked,
    batchSize,
    batchWindow,
    partialBatchResponse,
    enabled,
    filters: [],
    onFailure: null,
    ...specific,
    tags,
  });
}
