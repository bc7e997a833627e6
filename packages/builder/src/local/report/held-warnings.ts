import type { LocalEventListener } from './local-event.ts';

/** Holds warnings back until the emulator has said that it listens, which is the first thing that it says. */
export class HeldWarnings {
  readonly #emit: LocalEventListener;
  /** Undefined once they are released. */
  #held: string[] | undefined = [];

  constructor(emit: LocalEventListener) {
    this.#emit = emit;
  }

  add(message: string): void {
    if (this.#held === undefined) this.#emit({ type: 'warning', message });
    else this.#held.push(message);
  }

  /** Reports what has been held, and from now on everything at once. */
  release(): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const message of held) this.add(message);
  }
}
