/** What reads the source of a name, while there is one. */
interface Reader<Source, Consumer> {
  readonly name: string;
  readonly create: (source: Source) => Consumer;
  /** Undefined while there is no such source. */
  readonly connection: { readonly source: Source; readonly consumer: Consumer } | undefined;
}

/**
 * What reads queues or streams: the mappings of Lambda, which know the ARN of their source only. So a source that was
 * deleted and created again is read again, by another consumer, because nothing is left of the earlier one.
 */
export class Readers<Source, Consumer> {
  readonly #find: (name: string) => Source | undefined;
  #readers: readonly Reader<Source, Consumer>[] = [];

  constructor(find: (name: string) => Source | undefined) {
    this.#find = find;
  }

  /** Those whose sources exist. */
  get consumers(): readonly Consumer[] {
    return this.#readers.flatMap(({ connection }) => (connection === undefined ? [] : [connection.consumer]));
  }

  /** Creates what reads a source, and what replaces it when the source has been replaced. */
  add<Own extends Consumer>(name: string, source: Source, create: (source: Source) => Own): Own {
    const consumer = create(source);
    this.#readers = [...this.#readers, { name, create, connection: { source, consumer } }];
    return consumer;
  }

  /** To be called when sources may have been deleted or created. */
  connect(): void {
    const isConnected = ({ name, connection }: Reader<Source, Consumer>) => this.#find(name) === connection?.source;
    if (this.#readers.every(isConnected)) return;
    this.#readers = this.#readers.map((reader) => {
      if (isConnected(reader)) return reader;
      const source = this.#find(reader.name);
      return { ...reader, connection: source && { source, consumer: reader.create(source) } };
    });
  }

  clear(): void {
    this.#readers = [];
  }
}
