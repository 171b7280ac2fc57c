import type { Catalogue } from '../../../decoders/bin/catalogue.ts';
import { FieldTables } from './field-tables.ts';
import { LUA_PACKET } from './lua-packet.ts';
import { LUA_WALK } from './lua-walk.ts';

/**
 * A dissector of BIN for Wireshark, in Lua, line by line: our field declarations as tables, and code that
 * walks over them.
 */
export function* wiresharkDissector(catalogue: Catalogue, version: string): Generator<string> {
  yield `-- OpenSIPS BIN replication, TCP port 5555; written by syncgrep ${version} from its declarations.`;
  yield "-- Put it in Wireshark's folder of personal Lua plugins (Help, About, Folders), or: tshark -X lua_script:FILE";
  yield '';
  yield* new FieldTables(catalogue).lines();
  yield LUA_WALK.trimEnd();
  yield LUA_PACKET.trimEnd();
}
