import { type ComponentChildren, options, type VNode } from 'preact';
import { escapeHidden } from './visible-text.ts';

/** Shows invisible characters as escapes in all texts and titles of the page, wherever they come from. */
export function escapeShownTexts(): void {
  const { vnode: next } = options;
  options.vnode = (vnode) => {
    if (typeof vnode.type === 'string') {
      const { props }: VNode<{ children?: ComponentChildren; title?: ComponentChildren }> = vnode;
      props.children = escaped(props.children);
      if (props.title !== undefined) props.title = escaped(props.title);
    }
    next?.(vnode);
  };
}

function escaped(content: ComponentChildren): ComponentChildren {
  if (Array.isArray(content)) return content.map(escaped);
  return typeof content === 'string' ? escapeHidden(content) : content;
}
