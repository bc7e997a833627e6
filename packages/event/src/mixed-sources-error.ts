/** The records of one batch name several sources, which Lambda never sends. Nothing of it is handled. */
export class MixedSourcesError extends Error {
  /** The sources named; undefined stands for records that name none. */
  readonly sources: readonly (string | undefined)[];

  constructor(sources: readonly (string | undefined)[]) {
    const names = sources.map((source) => source ?? 'no known source').join(', ');
    super(
      `The records of one event come from several sources (${names}): send the records of each source on their own`,
    );
    this.sources = sources;
  }

  override get name(): string {
    return 'MixedSourcesError';
  }
}
