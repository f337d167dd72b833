import { relative, sep } from 'node:path';
import swcJest from '@swc/jest';
import { loadedOnce } from './once.mjs';
import { PARTS, SWC } from './sources.mjs';

const swc = swcJest.createTransformer({ ...SWC, swcrc: false });

/** Jest's transformer. It compiles test files, and replaces each source by code that loads it once. */
export default {
  ...swc,
  process(text, file, options) {
    const source = relative(options.config.rootDir, file).replaceAll(sep, '/');
    const isPart = PARTS.some((part) => source.startsWith(`${part}/`));
    return isPart ? { code: loadedOnce(source) } : swc.process(text, file, options);
  },
  getCacheKey: (text, file, options) => `${swc.getCacheKey(text, file, options)}-once`,
};
