import { randomInt } from 'node:crypto';
import { closestMatch } from '../../terminal/text/closest-match.ts';
import type { AwsApiError } from '../aws/aws-api-error.ts';
import type { AwsFaults } from '../aws/aws-faults.ts';
import { type Random, seededRandom, splitOccurrence } from '../faults/occurrence.ts';
import { InvalidFaultError, parseFault, runtimeFaultNames } from '../function/runtime-api/fault.ts';
import { FaultInjector } from '../function/runtime-api/fault-injector.ts';
import type { LocalEventListener } from '../report/local-event.ts';
import { isSourceFault, SourceFaults, sourceFaultNames } from '../sources/source-faults.ts';

const SEED_LIMIT = 2 ** 32;

/** The faults that are in force. */
export interface FaultsInForce {
  readonly faults: readonly string[];
  /** What decides when a fault with a probability occurs. Undefined if there is none. */
  readonly seed?: number | undefined;
}

/** All faults that are injected on purpose: into the Runtime API, the sources, and the functions' calls of AWS. */
export class ProjectFaults {
  readonly runtime: FaultInjector;
  readonly sources: SourceFaults;
  readonly #emit: LocalEventListener;
  #aws: AwsFaults | undefined;
  #inForce: FaultsInForce = { faults: [] };

  private constructor(emit: LocalEventListener) {
    this.#emit = emit;
    this.runtime = new FaultInjector([], emit);
    this.sources = new SourceFaults([], emit);
  }

  /** @throws {InvalidFaultError} one of them is not a fault */
  static async open(emit: LocalEventListener, texts: readonly string[] = [], seed?: number): Promise<ProjectFaults> {
    const faults = new ProjectFaults(emit);
    await faults.#set(texts, seed);
    return faults;
  }

  /** The names of all faults, without TIMES. Those of calls of AWS are too many to list. */
  get possible(): readonly string[] {
    return [...runtimeFaultNames, 'slow=MS', ...sourceFaultNames, 'aws=SERVICE.Operation:STATUS'];
  }

  get inForce(): FaultsInForce {
    return this.#inForce;
  }

  /**
   * Injects these faults from now on, instead of the present ones.
   *
   * @param seed the same one leads to the same faults again; by default, it is random
   * @throws {InvalidFaultError} one of them is not a fault; the present ones stay in force
   */
  async replace(texts: readonly string[], seed?: number): Promise<FaultsInForce> {
    await this.#set(texts, seed);
    this.report();
    return this.#inForce;
  }

  /** Reports the seed, if a fault is random. */
  report(): void {
    const { seed } = this.#inForce;
    if (seed !== undefined) this.#emit({ type: 'seed', seed });
  }

  /** The error with which the call of a function to a service fails on purpose; undefined if it does not. */
  failureOf(service: string, operation: string): AwsApiError | undefined {
    return this.#aws?.take(service, operation);
  }

  async #set(texts: readonly string[], seed: number = randomInt(SEED_LIMIT)): Promise<void> {
    const ofAws = texts.filter((text) => text.startsWith('aws='));
    const ofSources = texts.filter(isSourceFault);
    const runtime = texts.filter((text) => !ofAws.includes(text) && !ofSources.includes(text)).map(parseRuntimeFault);
    const aws = ofAws.length === 0 ? undefined : await import('../aws/aws-faults.ts');
    const parsed = await Promise.all(ofAws.map((text) => aws?.parseAwsFault(text)));
    const randomOf = (fault: string): Random => seededRandom(seed, fault);
    texts.forEach(checkEffect);
    this.sources.replace(ofSources, randomOf);
    this.runtime.replace(runtime, randomOf);
    if (aws !== undefined) this.#aws ??= new aws.AwsFaults(this.#emit);
    this.#aws?.replace(
      parsed.filter((fault) => fault !== undefined),
      randomOf,
    );
    const isRandom = texts.some((text) => splitOccurrence(text).occurrence.probability < 1);
    this.#inForce = { faults: texts, ...(isRandom && { seed }) };
  }
}

/** @throws {InvalidFaultError} it would never occur, or be late by nothing */
function checkEffect(text: string): void {
  const { name, occurrence } = splitOccurrence(text);
  if (occurrence.times > 0 && occurrence.probability > 0 && !/=0+$/.test(name)) return;
  throw new InvalidFaultError(`the fault "${text}" has no effect: its number has to be greater than 0`);
}

/** @throws {InvalidFaultError} it is not a fault of anything */
function parseRuntimeFault(text: string) {
  try {
    return parseFault(text);
  } catch (error) {
    const { name } = splitOccurrence(text);
    const match = closestMatch(name, [...sourceFaultNames, ...runtimeFaultNames]);
    // For another status, the message says which ones there are.
    if (match === undefined || !(error instanceof InvalidFaultError) || /=?\d{3}$/.test(name)) throw error;
    throw new InvalidFaultError(`there is no fault "${text}"; did you mean ${match}${text.slice(name.length)}?`);
  }
}
