/** Scenario files from others: a replay must only read them. */
import { SCHEDULE_SCHEMA } from '../../../runs/replay/schedule';
import type { Cheat } from '../cheat';
import { refused } from './make';

const PLAIN = {
  ...{ schema: SCHEDULE_SCHEMA, title: 'x', stage: '2C', servers: 3, seed: 1, until: 1_000 },
  ...{ steps: [{ at: 0, do: 'boot', server: 0 }], messages: [] },
};

/** Far deeper than a program can recurse. */
const DEPTH = 50_000;
const DEEP = `${'['.repeat(DEPTH)}${']'.repeat(DEPTH)}`;
const BYTES_TOO_MANY = 8_000_001;
const STEPS_TOO_MANY = 20_001;

export const SCENARIO_FILES: readonly Cheat[] = [
  brings(
    'deep',
    'Nests lists too deeply to be printed, so that the error message about them fails.',
    `{"schema":${DEEP}}`,
    'nested too deep',
  ),
  brings('large', 'Is a file of more than 8 MB.', ' '.repeat(BYTES_TOO_MANY), 'larger than 8 MB'),
  brings(
    'proto',
    'Sets the prototype of the data that is read.',
    JSON.stringify(PLAIN).replace('{', '{"__proto__":{"servers":7},'),
    'an unknown field "__proto__"',
  ),
  brings('servers', 'Asks for a thousand million servers.', wrong({ servers: 1e9 }), '"servers"'),
  brings('endless', 'Runs for thirty years.', wrong({ until: 1e15 }), '"until"'),
  brings('seed', 'Names a file as its seed.', wrong({ seed: '../secret.txt' }), '"seed"'),
  brings(
    'steps',
    'Has more steps than any run of a test.',
    wrong({ steps: new Array(STEPS_TOO_MANY).fill(PLAIN.steps[0]) }),
    '"steps"',
  ),
  brings(
    'command',
    'Has a client submit a command of a million characters.',
    wrong({ steps: [{ at: 0, do: 'submit', command: 'x'.repeat(1_000_000), to: [0] }] }),
    '"command"',
  ),
  brings(
    'rule',
    'Names a broken rule that is an escape sequence.',
    wrong({ breaks: '\u001b[2J' }),
    '"breaks" must be a rule',
  ),
];

function wrong(what: object): string {
  return JSON.stringify({ ...PLAIN, ...what });
}

function brings(name: string, attempt: string, text: string, says: string): Cheat {
  return {
    ...{ id: `scenarios/${name}`, attempt, base: 'reference', runs: [] },
    expected: refused(says),
    carrier: { kind: 'scenario', text },
  };
}
