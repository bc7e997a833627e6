import { filter, firstValueFrom, interval, map, take, toArray } from 'rxjs';

export async function handler() {
  const values = interval(1).pipe(
    filter((n) => n % 2 === 1),
    map((n) => n * n),
    take(3),
    toArray(),
  );
  return firstValueFrom(values);
}
