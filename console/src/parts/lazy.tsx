import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { showToast } from '../state/toast.ts';

/** A component that is loaded when it is first shown. */
export function lazy(load: () => Promise<ComponentType>): ComponentType {
  let loaded: ComponentType | undefined;
  return function Lazy() {
    const [Loaded, setLoaded] = useState(() => loaded);
    useEffect(() => {
      if (loaded !== undefined) return;
      void load().then(
        (component) => {
          loaded = component;
          setLoaded(() => component);
        },
        // The emulator has ended, or is a later version.
        () => showToast('this view cannot be loaded: reload the page', 'bad'),
      );
    }, []);
    return Loaded && <Loaded />;
  };
}
