/** The function of the demo that handles uploads to a bucket. Its bug is that it does not know all formats of photos. */
import { extname } from 'node:path';
import { EVENT_S3, S3Handler, type S3Object, type S3Record } from '@alr/event';
import { Runtime } from '@alr/runtime';

const formats = ['.jpg'];

class Photos extends S3Handler {
  override onObjectCreated(_record: S3Record, { bucket, key, size }: S3Object): void {
    if (!formats.includes(extname(key))) throw new TypeError(`${key} is not a photo`);
    this.logger.info(`${key} of ${bucket} is a photo of ${size} bytes`);
  }
}

export class Album extends Runtime {
  static {
    this.registerEventHandler(EVENT_S3, Photos);
  }
}
