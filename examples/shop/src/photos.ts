import { EVENT_EVENTBRIDGE, EVENT_S3, EventBridgeHandler, S3Handler, type S3Object, type S3Record } from '@alr/event';
import { Runtime } from '@alr/runtime';
import { Table } from './table.ts';

/** Lists each photo with its product, which is its folder in the bucket: `mug/front.jpg`. */
class Uploads extends S3Handler<Photos> {
  override async onObjectCreated(_record: S3Record, { key }: S3Object): Promise<void> {
    const [product, name] = key.split('/');
    if (!product || !name) throw new Error(`${key} is not in the folder of a product`);
    await this.runtime.table.addPhoto(product, key);
    this.logger.info(`${product} has the photo ${name}`);
  }
}

interface Removal {
  readonly product: string;
}

class Catalog extends EventBridgeHandler<Removal, Photos> {
  override async onEvent(_detailType: string, { product }: Removal): Promise<void> {
    await this.runtime.table.removeProduct(product);
    this.logger.info(`${product} is gone`);
  }
}

export class Photos extends Runtime {
  static {
    this.registerEventHandler(EVENT_S3, Uploads);
    this.registerEventHandler(EVENT_EVENTBRIDGE, Catalog);
  }

  readonly table = new Table();
}
