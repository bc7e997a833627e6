import { useEffect, useState } from 'preact/hooks';

/** The time of the browser, in milliseconds since 1970; renders the component again at this interval. */
export function useNow(intervalMs: number): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), intervalMs);
    return () => clearInterval(timer);
  }, [intervalMs]);
  return now;
}
