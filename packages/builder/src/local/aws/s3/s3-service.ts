import type { Buckets } from '../../sources/bucket/buckets.ts';
import type { NotificationTarget } from '../../sources/bucket/notification.ts';
import type { AwsService } from '../aws-service.ts';
import { s3Model } from '../model/s3.generated.ts';
import { linkModel } from '../model/service-model.ts';
import { bucketOperations } from './operations/bucket-operations.ts';
import { listOperations } from './operations/list-operations.ts';
import { multipartOperations } from './operations/multipart-operations.ts';
import { notificationOperations } from './operations/notification-operations.ts';
import { objectOperations } from './operations/object-operations.ts';
import { tagOperations } from './operations/tag-operations.ts';
import { decodeBody } from './request/decode-body.ts';

/** Objects are in memory, so one cannot be as large as on AWS. */
const BODY_LIMIT = 512 * 1024 * 1024;

/**
 * S3 over local buckets.
 *
 * @param hasTarget whether there is such a function, queue or topic for notifications
 */
export function s3Service(buckets: Buckets, hasTarget: (target: NotificationTarget) => boolean): AwsService {
  return {
    model: linkModel(s3Model),
    style: 'rest-xml',
    bodyLimit: BODY_LIMIT,
    decodeRequest: decodeBody,
    operations: {
      ...bucketOperations(buckets),
      ...objectOperations(buckets),
      ...listOperations(buckets),
      ...multipartOperations(buckets),
      ...tagOperations(buckets),
      ...notificationOperations(buckets, hasTarget),
    },
  };
}
