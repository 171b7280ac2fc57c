import { CATALOGUE } from '../../../decoders/bin/registry.ts';
import { streamSink } from '../../output/frames/byte-sink.ts';
import { TextWriter } from '../../output/text/text-writer.ts';
import { VERSION } from '../../output/version.ts';
import { wiresharkDissector } from '../../output/wireshark/dissector.ts';
import type { CommandDefinition } from '../command.ts';
import { ExitCode } from '../exit-code.ts';

export const dissector: CommandDefinition = {
  name: 'dissector',
  summary: 'a dissector of BIN for Wireshark and tshark, in Lua',
  description:
    'Prints it; in the folder of personal plugins Wireshark loads it at its start, tshark with -X lua_script:FILE, too. ' +
    'The fields are those of packets --json, as opensips_bin.aor and the like in display filters. For TLS ' +
    'name the key log in the preferences of TLS.',
  examples: [
    [
      'dissector > ~/.local/lib/wireshark/plugins/opensips-bin.lua',
      'make that folder first; from then on Wireshark has it',
    ],
    ['dissector > bin.lua', 'then: tshark -X lua_script:bin.lua -r FILE'],
  ],
  withoutCaptures: true,
  run: async () => {
    const output = new TextWriter(streamSink('-', process.stdout));
    for (const line of wiresharkDissector(CATALOGUE, VERSION)) {
      output.line(line);
      if (output.full) await output.flush();
    }
    await output.close();
    return ExitCode.Fine;
  },
};
