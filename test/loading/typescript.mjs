import { register } from 'node:module';

// Tests are read as they stand: what is thrown tells their lines, not those of what was made of them.
process.setSourceMapsEnabled(true);
register('./typescript-hooks.mjs', import.meta.url);
