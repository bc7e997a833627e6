import type { Buckets } from '../../sources/bucket/buckets.ts';
import type { NotificationTarget } from '../../sources/bucket/notification.ts';
import type { AwsService } from '../aws-service.ts';
import { s3Model } from '../model/s3.generated.ts';
import { linkModel } from '../model/service-model.ts';
import { bucketOperations } from './bucket-operations.ts';
import { decodeBody } from './decode-body.ts';
import { listOperations } from './list-operations.ts';
import { multipartOperations } from './multipart-operations.ts';
import { notificationOperations } from './notification-operations.ts';
import { objectOperations } from './object-operations.ts';
import { tagOperations } from './tag-operations.ts';

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
