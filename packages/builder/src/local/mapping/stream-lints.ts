import { reportedIds } from './batch-outcome.ts';

/** A batch of records that the function has processed. */
export interface ProcessedRecords {
  /** How many there were. */
  readonly records: number;
  /** The response of the function; undefined if it failed. */
  readonly response: string | undefined;
  readonly acceptsReports: boolean;
}

/** What AWS would do to the records of a batch that is probably not what the function intended. */
export function findRecordProblem({ records, response, acceptsReports }: ProcessedRecords): string | undefined {
  if (response === undefined || acceptsReports) return undefined;
  const count = reportedIds(response).length;
  if (count === 0) return undefined;
  return (
    `the function reported ${count} of ${records} ${records === 1 ? 'record' : 'records'} as failed, but the trigger ` +
    'does not accept reports: AWS goes on with the next records, so they are lost; set stream.partial_batch_response'
  );
}
