/** A table, a list or a plain value of Lua; undefined members are left out. */
export type LuaValue =
  | string
  | number
  | boolean
  | undefined
  | readonly LuaValue[]
  | { readonly [key: string]: LuaValue }
  | ReadonlyMap<number, LuaValue>;

/** As a Lua expression on one line. Keys of objects become Lua names, or strings. */
export function luaText(value: LuaValue): string {
  if (typeof value === 'string') return luaString(value);
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (value === undefined) return 'nil';
  if (value instanceof Map) {
    return `{${[...value].map(([key, one]) => `[${key}]=${luaText(one)}`).join(',')}}`;
  }
  if (Array.isArray(value)) return `{${value.map(luaText).join(',')}}`;
  const entries = Object.entries(value).filter(([, one]) => one !== undefined);
  return `{${entries.map(([key, one]) => `${luaKey(key)}=${luaText(one)}`).join(',')}}`;
}

/** Bytes outside printable ASCII become `\ddd`. */
function luaString(text: string): string {
  const bytes = [...new TextEncoder().encode(text)];
  const escaped = bytes.map((byte) => {
    const isPlain = byte >= 0x20 && byte < 0x7f && byte !== 0x22 && byte !== 0x5c;
    return isPlain ? String.fromCharCode(byte) : `\\${String(byte).padStart(3, '0')}`;
  });
  return `"${escaped.join('')}"`;
}

const RESERVED = new Set(['end', 'repeat', 'until', 'if', 'in', 'not', 'or', 'and', 'do', 'for', 'nil']);

function luaKey(key: string): string {
  return /^[A-Za-z_]\w*$/.test(key) && !RESERVED.has(key) ? key : `[${luaString(key)}]`;
}
