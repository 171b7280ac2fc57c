import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import { expect, test } from 'vitest';
import { isManPageCurrent } from '../../scripts/man-page.ts';
import { COMMAND_NAMES } from '../../src/cli/command-names.ts';
import { COMMANDS } from '../../src/cli/commands.ts';
import { completionScript } from '../../src/cli/completion/completion-command.ts';
import { createProgram } from '../../src/cli/program.ts';
import { KEY_DOCS } from '../../src/filter/key-docs.ts';
import { runProgram } from './run-program.ts';

const program = createProgram(() => {});

test('the manual page says what the program says (npm run man writes it)', () => {
  expect(isManPageCurrent()).toBe(true);
});

test('help teaches: examples, the filter, exit codes', () => {
  let help = '';
  program.configureOutput({ writeOut: (text) => (help += text) }).outputHelp();
  expect(help.match(/^ {2}syncgrep /gm)?.length).toBeGreaterThanOrEqual(4);
  for (const { example } of KEY_DOCS) expect(help).toContain(example);
  expect(help).toContain('Exit codes:');
  expect(help).not.toContain('index');
});

test('help fits into the usual terminal, and what commands share stands in that of the program only', () => {
  const helpOf = (command: Command) => {
    let help = '';
    command.configureOutput({ writeOut: (text) => (help += text), getOutHelpWidth: () => 80 }).outputHelp();
    return help.split('\n');
  };
  for (const command of [program, ...program.commands]) {
    expect(helpOf(command).filter((line) => line.length > 80)).toEqual([]);
  }
  const [aors, whole] = [program.commands.find((one) => one.name() === 'aors') as Command, helpOf(program)];
  expect(whole.join('\n')).toContain('--hep-send');
  expect(helpOf(aors).join('\n')).not.toContain('--hep-send');
  expect(helpOf(aors).length).toBeLessThan(whole.length / 2);
});

test('help names every command, and so does what tells commands from filters', () => {
  const shown = program.createHelp().visibleCommands(program);
  expect(shown.map((command) => command.name())).toEqual([
    ...COMMANDS.filter(({ hidden }) => hidden !== true).map(({ name }) => name),
    'help',
  ]);
  expect(COMMAND_NAMES).toEqual(expect.arrayContaining(shown.map((command) => command.name())));
});

test('help is given, with or without a command', async () => {
  for (const words of [['help'], ['help', 'aors'], ['aors', '--help'], ['--help']]) {
    const { code, output, errors } = await runProgram(words);
    expect({ words, code, errors }).toEqual({ words, code: 0, errors: '' });
    expect(output).toContain('Usage: syncgrep');
  }
  for (const words of [
    ['-h', 'flows'],
    ['--help', 'flows'],
    ['help', 'flows'],
  ])
    expect((await runProgram(words)).output).toMatch(/^Usage: syncgrep flows/);
});

test('every command takes the common options, before and after its name', () => {
  for (const { name, withoutCaptures, options: own = [] } of COMMANDS) {
    if (withoutCaptures === true) continue;
    const command = program.commands.find((one) => one.name() === name);
    const common = command?.options.filter((option) => !own.includes(option));
    expect(common?.map(({ flags }) => flags)).toEqual(
      program.options.map(({ flags }) => flags).filter((flags) => !flags.includes('--version')),
    );
  }
});

test.each(['bash', 'zsh', 'fish'])('%s completes commands and options', (shell) => {
  const script = completionScript(shell, program);
  expect(script).toContain('packets');
  expect(script).toMatch(/any-port/);
  expect(script).not.toContain('index');
  expect(() => completionScript('tcsh', program)).toThrow('bash, zsh or fish');
});

test('bash understands its script', () => {
  const complete = `${completionScript('bash', program)}
    COMP_WORDS=(syncgrep --any); COMP_CWORD=1; _syncgrep; echo "\${COMPREPLY[@]}"
    COMP_WORDS=(syncgrep export --form); COMP_CWORD=2; _syncgrep; echo "\${COMPREPLY[@]}"
    COMP_WORDS=(syncgrep pack); COMP_CWORD=1; _syncgrep; echo "\${COMPREPLY[@]}"
    COMP_WORDS=(syncgrep completion ""); COMP_CWORD=2; _syncgrep; echo "\${COMPREPLY[@]}"
    COMP_WORDS=(syncgrep help comp); COMP_CWORD=2; _syncgrep; echo "\${COMPREPLY[@]}"
    COMP_WORDS=(syncgrep export --format h); COMP_CWORD=3; _syncgrep; echo "\${COMPREPLY[@]}"
    COMP_WORDS=(syncgrep -d an); COMP_CWORD=2; _syncgrep; echo "\${COMPREPLY[@]}"
    COMP_WORDS=(syncgrep packets ao); COMP_CWORD=2; _syncgrep; echo "\${COMPREPLY[@]}"
    COMP_WORDS=(syncgrep -F stat); COMP_CWORD=2; _syncgrep; echo "\${COMPREPLY[@]}"
    COMP_WORDS=(syncgrep --theme d); COMP_CWORD=2; _syncgrep; echo "\${COMPREPLY[@]}"
    COMP_WORDS=(syncgrep packets proto :); COMP_CWORD=3; _syncgrep; echo "\${COMPREPLY[@]}"
    COMP_WORDS=(syncgrep packets -is : malf); COMP_CWORD=4; _syncgrep; echo "\${COMPREPLY[@]}"
    COMP_WORDS=(syncgrep -F is:malf); COMP_CWORD=2; _syncgrep; echo "\${COMPREPLY[@]}"
    COMP_WORDS=(syncgrep dialogs --h); COMP_CWORD=2; _syncgrep; echo "\${COMPREPLY[@]}"
    touch 'node 1.pcap'
    COMP_WORDS=(syncgrep packets node); COMP_CWORD=2; _syncgrep; printf '%s,' "\${COMPREPLY[@]}"`;
  // In a folder without files that could be meant.
  const cwd = mkdtempSync(join(tmpdir(), 'syncgrep-completion-'));
  const { stdout, error } = spawnSync('bash', ['-c', complete], { encoding: 'utf8', cwd });
  rmSync(cwd, { recursive: true });
  if (error === undefined)
    expect(stdout).toBe(
      [
        ...['--any-port', '--format', 'packets', 'bash zsh fish', 'completion', 'html', 'any'],
        ...[
          'aor:',
          'status:',
          'dark',
          'sip bin',
          'malformed',
          'is:malformed',
          '--hep --hep-send --hep-id --help',
          'node 1.pcap,node:,',
        ],
      ].join('\n'),
    );
});

test('fish understands its script', () => {
  const first = ['aors --hist', 'export --format h', 'help aor', 'completion z', '--backend dump'];
  const lines = [...first, 'packets ao', '-F is:malf'];
  const cwd = mkdtempSync(join(tmpdir(), 'syncgrep-completion-'));
  const asked = lines.map((line) => `complete -C 'syncgrep ${line}' | string split -f 1 \\t`);
  const script = [completionScript('fish', program), ...asked].join('\n');
  const { stdout, error } = spawnSync('fish', ['--no-config', '-c', script], { encoding: 'utf8', cwd });
  rmSync(cwd, { recursive: true });
  if (error === undefined) expect(stdout).toBe('--history\nhtml\naors\nzsh\ndumpcap\naor:\nis:malformed\n');
});

test.each([
  ['in ~/.zshrc', 'source $PWD/_syncgrep'],
  ['in $fpath', 'fpath=($PWD) && autoload -U _syncgrep'],
])('zsh understands its script %s', (_, load) => {
  // In place of the functions of zsh's own completion, some that print what they are given.
  const script = `
    compdef() {}
    compadd() { print -r -- \${(M)@:#$PREFIX*} }
    _describe() {
      while [[ $1 == -* ]]; do [[ $1 == -t ]] && shift; shift; done
      print -r -- \${(M)\${(P)2}:#\${PREFIX//:/\\\\:}*}
    }
    _files() { print files }
    ${load}
    ask() { local -a words=(syncgrep "$@"); local PREFIX=$words[-1]; local -i CURRENT=$#words; _syncgrep; print . }
    ask comp; ask packets --any; ask export --format h; ask packets cap; ask -F 'is:malf'; ask help do
    ask aors --hist; ask dialogs --hist; ask export --form`;
  const cwd = mkdtempSync(join(tmpdir(), 'syncgrep-completion-'));
  writeFileSync(join(cwd, '_syncgrep'), completionScript('zsh', program));
  const { stdout, error } = spawnSync('zsh', ['-f', '-c', script], { encoding: 'utf8', cwd });
  rmSync(cwd, { recursive: true });
  if (error !== undefined) return;
  const answers = stdout.split('.\n').map((answer) => answer.trim().split('\n'));
  expect(answers.map((lines) => lines.map((line) => line.replace(/(?<!\\):.*/, '')).join(' '))).toEqual([
    'completion  files',
    '--any-port',
    'html',
    'cap\\: files',
    'is\\:malformed',
    'doctor',
    '--history',
    '',
    '--format',
    '',
  ]);
});
