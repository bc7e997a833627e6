import { describe, expect, it } from 'vitest';
import { Observable } from './observable.ts';

describe('an observable', () => {
  it('reports each other value until the subscription ends', () => {
    const observable = new Observable(1);
    const seen: number[] = [];
    const unsubscribe = observable.subscribe(() => seen.push(observable.value));
    observable.value = 2;
    observable.value = 2;
    observable.value = 3;
    unsubscribe();
    observable.value = 4;
    expect(seen).toEqual([2, 3]);
    expect(observable.value).toBe(4);
  });

  it('does not call what is added meanwhile', () => {
    const observable = new Observable(1);
    let calls = 0;
    observable.subscribe(() => {
      if (observable.value === 2) observable.subscribe(() => calls++);
    });
    observable.value = 2;
    expect(calls).toBe(0);
    observable.value = 3;
    expect(calls).toBe(1);
  });
});
