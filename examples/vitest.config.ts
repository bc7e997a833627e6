// @boundaries-ignore the settings are the same in every package
export { default } from '../vitest.shared.ts';
