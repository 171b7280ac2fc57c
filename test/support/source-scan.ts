/** Sources as text: what they import, and their code without comments, strings and regular expressions. */

/** Path from the root of the tree, with `/`, to the text of the file. */
export type SourceTree = ReadonlyMap<string, string>;

export interface Import {
  /** Path of the imported file, or the name of the package. */
  readonly target: string;
  readonly dynamic: boolean;
  /** Gone when the program runs. */
  readonly typeOnly: boolean;
}

/** Static imports, re-exports, imports of types, and `import()` of a literal. */
export function importsOf(path: string, text: string): readonly Import[] {
  const found: Import[] = [];
  const statements = /(?:^|[;\n])\s*(?:import|export)\b(\s+type\b)?(?:[^;'"]*?\bfrom)?\s*(['"])([^'"\n]+)\2/g;
  for (const [, type, , specifier = ''] of text.matchAll(statements)) {
    found.push({ target: resolved(path, specifier), dynamic: false, typeOnly: type !== undefined });
  }
  for (const [, , specifier = ''] of text.matchAll(/\bimport\(\s*(['"])([^'"\n]+)\1/g)) {
    found.push({ target: resolved(path, specifier), dynamic: true, typeOnly: false });
  }
  return found;
}

function resolved(path: string, specifier: string): string {
  if (!specifier.startsWith('.')) return specifier;
  const parts = path.split('/').slice(0, -1);
  for (const part of specifier.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.') parts.push(part);
  }
  return parts.join('/');
}

/** Each import cycle once, as the files that it goes through. */
export function cycles(edges: ReadonlyMap<string, ReadonlySet<string>>): readonly (readonly string[])[] {
  const found: string[][] = [];
  const done = new Set<string>();
  const path: string[] = [];
  const visit = (node: string): void => {
    const at = path.indexOf(node);
    if (at >= 0) found.push([...path.slice(at), node]);
    if (at >= 0 || done.has(node)) return;
    path.push(node);
    for (const next of edges.get(node) ?? []) visit(next);
    path.pop();
    done.add(node);
  };
  for (const node of edges.keys()) visit(node);
  return found;
}

/**
 * The text with everything that is not code blank: comments, strings, regular expressions, the texts
 * of templates. Line ends stay, so that lines keep their numbers.
 */
export function codeOf(text: string): string {
  const tokens =
    /\/\/[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\$]|\\[\s\S]|\$(?!\{)|\$\{(?:[^}`]|`[^`]*`)*\})*`|(?<=(?:^|[(,=:[!&|?{};+]|\breturn|=>)\s*)\/(?![*/])(?:[^/\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[a-z]*/gm;
  return text.replace(tokens, (token) => (token.startsWith('`') ? templateCode(token) : blank(token)));
}

/** The expressions of a template, without its texts. */
function templateCode(token: string): string {
  return token
    .split(/(\$\{(?:[^}`]|`[^`]*`)*\})/)
    .map((part) => (part.startsWith('${') ? `  ${codeOf(part.slice(2))}` : blank(part)))
    .join('');
}

function blank(token: string): string {
  return token.replace(/[^\n]/g, ' ');
}
