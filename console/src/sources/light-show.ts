import { Observable } from '../state/observable.ts';

/** How long something is lit, and how long the next one waits, so that the eye can follow. */
const LIT_MS = 900;
const STEP_MS = 220;
/** More than this cannot be followed: the oldest ones are left out. */
const MAX_WAITING = 40;

/** Lights parts of the pipeline one after the other. */
export class LightShow {
  readonly lit = new Observable<ReadonlySet<string>>(new Set());
  #waiting: string[] = [];
  #next: ReturnType<typeof setTimeout> | undefined;
  readonly #off = new Map<string, ReturnType<typeof setTimeout>>();

  add(ids: readonly string[]): void {
    this.#waiting = [...this.#waiting, ...ids].slice(-MAX_WAITING);
    if (this.#next === undefined) this.#light();
  }

  stop(): void {
    clearTimeout(this.#next);
    for (const timer of this.#off.values()) clearTimeout(timer);
    this.#waiting = [];
  }

  #light(): void {
    const id = this.#waiting.shift();
    this.#next = id === undefined ? undefined : setTimeout(() => this.#light(), STEP_MS);
    if (id === undefined) return;
    clearTimeout(this.#off.get(id));
    this.#off.set(
      id,
      setTimeout(() => this.#darken(id), LIT_MS),
    );
    if (!this.lit.value.has(id)) this.lit.value = new Set([...this.lit.value, id]);
  }

  #darken(id: string): void {
    this.#off.delete(id);
    this.lit.value = new Set([...this.lit.value].filter((each) => each !== id));
  }
}
