/** Input other than code: pages, clients, names in a class, a platform's folder, many runs at once. */
import type { Cheat, Expected } from '../cheat';
import type { Files } from '../../mutants/mutant';
import type { Wish } from '../elsewhere';
import { HARMLESS, named, refused } from './make';

const OWN = { host: '127.0.0.1:PORT' };
const JSON_OF_OURS = { ...OWN, 'x-raft-lab-token': 'TOKEN', 'content-type': 'application/json' };
const STEP = '{"do":"step"}';
const CLOSED = 'Open the complete address';

export const DOORS: readonly Cheat[] = [
  asks('rebinding', "Uses a host name of the attacker's that resolves to this computer.", {
    ...{ to: 'playground', path: '/', headers: { host: 'evil.example:PORT' } },
    says: 'only at 127.0.0.1',
  }),
  asks('without-a-token', 'Is a form that another page in the browser submits.', {
    ...{ to: 'playground', path: '/wish', body: STEP },
    headers: { ...OWN, 'content-type': 'application/json' },
    says: CLOSED,
  }),
  asks('foreign-origin', 'Comes from another page that knows the token.', {
    ...{ to: 'playground', path: '/wish', body: STEP },
    headers: { ...JSON_OF_OURS, origin: 'http://evil.example' },
    says: 'Other web pages',
  }),
  asks('null-origin', 'Comes from a page in a frame without an origin.', {
    ...{ to: 'playground', path: '/wish', body: STEP },
    headers: { ...JSON_OF_OURS, origin: 'null' },
    says: 'Other web pages',
  }),
  asks(
    'plain-text',
    'Sends JSON as plain text, which browsers allow without a preflight request.',
    {
      ...{ to: 'playground', path: '/wish', body: STEP },
      headers: { ...JSON_OF_OURS, 'content-type': 'text/plain' },
      says: 'Requests must be JSON',
    },
  ),
  asks('prototype', 'Puts its request in a prototype.', {
    ...{ to: 'playground', path: '/wish', headers: JSON_OF_OURS },
    body: '{"__proto__":{"do":"step"}}',
    says: 'no such request',
  }),
  asks('odd-numbers', 'Asks for a speed that no clock has.', {
    ...{ to: 'playground', path: '/wish', headers: JSON_OF_OURS },
    body: '{"do":"play","speed":1e308}',
    says: 'no such request',
  }),
  asks('path', 'Asks for a file above the folder of the page.', {
    ...{ to: 'playground', path: '/../../../etc/passwd', headers: OWN },
    says: CLOSED,
  }),
  asks('long', 'Sends more bytes than any request has.', {
    ...{ to: 'playground', path: '/wish', headers: JSON_OF_OURS },
    body: `"${'x'.repeat(20_000)}"`,
    says: 'too long',
  }),
  asks('live-stream', 'Reads the events of a running cluster without its token.', {
    ...{ to: 'live', path: '/stream', headers: OWN },
    says: CLOSED,
  }),
  asks('live-server', 'Kills a server that does not exist.', {
    ...{ to: 'live', path: '/wish', headers: JSON_OF_OURS },
    body: '{"deed":"kill 7"}',
    says: 'no such request',
  }),
  asks('live-words', 'Kills with a command that has a second line.', {
    ...{ to: 'live', path: '/wish', headers: JSON_OF_OURS },
    body: '{"deed":"kill 1\\nkill all"}',
    says: 'no such request',
  }),

  sends('browser', 'Is a page that makes a browser send a POST request to the port.', {
    bytes: 'POST / HTTP/1.1\r\nHost: x\r\n\r\nSET k 1\r\n',
    says: 'no page',
  }),
  sends('method', 'Is a page that sends a request with the method SET.', {
    bytes: 'SET /k HTTP/1.1\r\n',
    says: 'no page',
  }),
  sends('count', 'Announces a thousand million words.', {
    bytes: '*1000000000\r\n',
    says: 'invalid multibulk length',
  }),
  sends('length', 'Announces a word of ten thousand million bytes.', {
    bytes: '*1\r\n$9999999999\r\n',
    says: 'invalid bulk length',
  }),
  sends('nested', 'Sends arrays within arrays.', {
    bytes: '*1\r\n'.repeat(100),
    says: "expected '$'",
  }),
  sends('line', 'Sends a line that never ends.', {
    bytes: 'x'.repeat(100_000),
    says: 'too big inline request',
  }),

  hands(
    'blackboard',
    'Has a file name that imitates a later attempt of another student on Blackboard.',
    {
      archives: [
        'Lab 1_bob_attempt_2026-11-20-10-00-00_raft.zip',
        'Lab 1_ada_attempt_2026-11-19-10-00-00_x_bob_attempt_2026-11-20-23-58-01_raft.zip',
      ],
      roster: 'login\nada\nbob\n',
      says: 'ada: ada 2026-11-19-10-00-00; bob: bob 2026-11-20-10-00-00',
    },
  ),
  hands('brightspace', "Has a file name that imitates another student's attempt on Brightspace.", {
    archives: [
      '1-2 - Bob B - Nov 20, 2026 1158 AM - raft.zip',
      '1-3 - Ada L - Nov 20, 2026 1100 AM - Bob B - Nov 21, 2026 1158 PM - raft.zip',
    ],
    roster: 'name\nAda L\nBob B\n',
    says: 'Ada L: Ada L Nov 20, 2026 1100 AM; Bob B: Bob B Nov 20, 2026 1158 AM',
  }),
  hands(
    'canvas-group',
    "Belongs to a group whose name imitates another student's upload to Canvas.",
    {
      archives: ['bobb_1007_5000_raft.zip', 'bobb_1007_99999_1006_6000_raft.zip'],
      roster: 'name,canvas_user_id\nAda L,1006\nBob B,1007\n',
      says: '1006: nothing; 1007: bobb_1007; nobody: bobb_1007_99999_1006',
    },
  ),
  hands(
    'canvas-stranger',
    "Belongs to a group outside the class, whose name imitates a student's upload.",
    {
      archives: ['bobb_1007_92000_raft.zip', 'adal_1006_98_93006_raft.zip'],
      roster: 'name,canvas_user_id\nAda L,1006\nBob B,1007\n',
      says: '1006: nothing; 1007: bobb_1007; nobody: adal_1006_98',
    },
  ),
  hands('canvas-file', "Has a file name that imitates another student's upload to Canvas.", {
    archives: ['bobb_1007_5000_raft.zip', 'adal_1006_6000_bobb_1007_99999_raft.zip'],
    roster: 'name,canvas_user_id\nAda L,1006\nBob B,1007\n',
    says: '1006: nothing; 1007: bobb_1007; nobody: adal_1006_6000_bobb_1007',
  }),
  hands('moodle-file', "Has a file name that imitates another student's file on Moodle.", {
    archives: [
      'Bob B_502_assignsubmission_file_raft.zip',
      'Ada L_501_assignsubmission_file_Bob B_502_assignsubmission_file_raft.zip',
    ],
    roster: 'Identifier,Full name,Grade\nParticipant 501,Ada L,\nParticipant 502,Bob B,\n',
    says: 'Participant 501: Ada L_501; Participant 502: Bob B_502',
  }),

  hands('canvas-as-moodle', 'Has a file name on Canvas that looks like one from Moodle.', {
    archives: [
      'adal_1006_6000_raft.zip',
      'bobb_1007_6001_x_assignsubmission_file_raft.zip',
      'cyc_1008_6002_x_assignsubmission_onlinetext_raft.zip',
    ],
    roster: 'name,canvas_user_id\nAda L,1006\nBob B,1007\nCy C,1008\n',
    says: '1006: adal_1006; 1007: bobb_1007; 1008: cyc_1008',
  }),
  hands('canvas-text', "Has a file name that imitates another student's text on Canvas.", {
    archives: ['adal_1006_6000_raft.zip', 'bobb_1007_6001_x_1006_text.html'],
    roster: 'name,canvas_user_id\nAda L,1006\nBob B,1007\n',
    says: '1006: adal_1006; 1007: nothing; nobody: bobb_1007_6001_x_1006',
  }),
  hands(
    'brightspace-as-blackboard',
    'Has a file name on Brightspace that looks like one from Blackboard.',
    {
      archives: [
        '1-2 - Bob B - Nov 20, 2026 1158 AM - raft.zip',
        '1-3 - Ada L - Nov 20, 2026 1100 AM - x_bob_attempt_2026-11-20-10-00-00_raft.zip',
      ],
      roster: 'name\nAda L\nBob B\n',
      says: 'Ada L: Ada L Nov 20, 2026 1100 AM; Bob B: Bob B Nov 20, 2026 1158 AM',
    },
  ),

  links('endless', 'Links to a device that never ends.', { 'endless.ts': '/dev/zero' }),
  links('circular', 'Links to itself, and to the folder above.', {
    'self.ts': 'self.ts',
    'up.ts': '..',
    up: '..',
  }),

  lies('links', 'Has links beside its files: to the grader and to the root of the disk.', {
    files: {},
    links: { 'rules.ts': 'grader/judge/rules/index.ts', root: '/' },
  }),
  lies('results', 'Brings its own results, grader, settings and packages.', {
    files: {
      'results.json': '{"score":100}',
      'results/results.json': '{"score":100}',
      'grader/contract.ts': 'export const STAGES = [];',
      'tsconfig.json': '{"extends":"/etc/passwd"}',
      'package.json': '{"scripts":{"preinstall":"exit 1"}}',
      'node_modules/typescript/index.js': 'process.exit(0);',
      '.git/hooks/post-checkout': 'exit 1',
    },
  }),
  lies('two-rafts', 'Has a second raft.ts in a folder, and an archive.', {
    files: { 'old/raft.ts': 'throw 0;', 'raft.zip': 'PK' },
  }),
  {
    ...lies('linked-raft', 'Has a link instead of raft.ts.', { files: {}, links: {} }),
    expected: refused('a link, and links are not followed'),
    carrier: {
      kind: 'gradescope',
      files: {},
      without: ['raft.ts'],
      links: { 'raft.ts': 'solutions/raft/raft.ts' },
    },
  },
];

function asks(
  name: string,
  attempt: string,
  { says, ...wish }: Wish & { readonly says: string },
): Cheat {
  return at(`pages/${name}`, attempt, refused(says), { kind: 'wish', wish });
}

function sends(
  name: string,
  attempt: string,
  { bytes, says }: { readonly bytes: string; readonly says: string },
): Cheat {
  return at(`clients/${name}`, attempt, refused(says), { kind: 'client', bytes });
}

function hands(
  name: string,
  attempt: string,
  {
    says,
    ...what
  }: {
    readonly archives: readonly string[];
    readonly roster: string;
    readonly says: string;
  },
): Cheat {
  return at(`class/${name}`, attempt, refused(says), { kind: 'class', ...what });
}

function links(name: string, attempt: string, all: Files): Cheat {
  return at(`watch/${name}`, attempt, refused('sees raft.ts'), { kind: 'watched', links: all });
}

function lies(
  name: string,
  attempt: string,
  what: Omit<Cheat['carrier'] & { readonly kind: 'gradescope' }, 'kind'>,
): Cheat {
  const carrier = { kind: 'gradescope', ...what } as const;
  return { id: `gradescope/${name}`, attempt, base: 'reference', expected: HARMLESS, carrier };
}

function at(id: string, attempt: string, expected: Expected, carrier: Cheat['carrier']): Cheat {
  return { id, attempt, base: 'reference', runs: [], expected, carrier };
}

const LANES = 16;
const SEEDS = Array.from({ length: LANES }, (_, i) => i + 1);

/** Sixteen concurrent runs of one submission, on any number of processors. */
export const CROWDS: readonly Cheat[] = [
  crowd('loops', 'Loops in sixteen runs at once.', 'for (;;);', named('K.3')),
  crowd('throws', 'Throws in sixteen runs at once.', "throw new Error('x');", named('K.2')),
];

function crowd(name: string, attempt: string, requestVote: string, expected: Expected): Cheat {
  return {
    ...{ id: `crowds/${name}`, attempt, base: 'reference', expected, workers: LANES },
    runs: [{ test: '2A/initial-election', seeds: SEEDS }],
    carrier: { kind: 'files', pieces: { requestVote } },
  };
}
