import { h, options, type VNode } from 'preact';
import { expect, it, onTestFinished } from 'vitest';
import { escapeShownTexts } from './escape-shown-texts.ts';

it('escapes what deceives in all texts and titles, and changes no values', () => {
  const { vnode } = options;
  onTestFinished(() => void Object.assign(options, { vnode }));
  escapeShownTexts();
  const text = 'gvs.\u202egpj';
  const { props } = h('p', { title: text }, 'a', [text, ['\n\t', 1]], h('b', null, text)) as VNode<{
    title: string;
    children: [string, [string, [string, number]], VNode<{ children: string }>];
  }>;
  expect(props.title).toBe('gvs.\\u202egpj');
  const [first, list, bold] = props.children;
  expect([first, list, bold.props.children]).toEqual(['a', ['gvs.\\u202egpj', ['\n\t', 1]], 'gvs.\\u202egpj']);
  expect(h('input', { value: text }).props.value).toBe(text);
});
