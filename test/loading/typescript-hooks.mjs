import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { transform } from 'esbuild';

/**
 * TypeScript as Node.js runs it. tsx does that as well, and gives each function its name again whenever one is made:
 * of what tests compute, that is more than a twentieth.
 */
export async function load(url, context, next) {
  const [address] = url.split('?');
  const language = /\.(tsx?)$/.exec(address)?.[1];
  if (language === undefined || !address.startsWith('file:')) return next(url, context);
  const path = fileURLToPath(address);
  const { code } = await transform(await readFile(path, 'utf8'), {
    loader: language,
    format: 'esm',
    // The first one of those in package.json: it knows the attributes of imports.
    target: 'node20.19',
    jsx: 'automatic',
    sourcefile: path,
    sourcemap: 'inline',
    sourcesContent: false,
  });
  return { format: 'module', source: code, shortCircuit: true };
}
