/** Replies, requests and answers that are not of the contract's shape: who, what, and what was due. */
import { type Case, gradeEach, inConstructor, inMethod } from '../../support/bad-raft';
import { QUICK_2B } from '../../support/submission';

const K1 = 'Rule K.1: Requests and replies have the shape that the contract defines';

function reply(name: string, answer: string, ...says: Case['says']): Case {
  return { name, edits: inMethod('requestVote', `return ${answer};`), code: 1, says };
}

function wrongReply(name: string, answer: string, ...says: Case['says']): Case {
  return reply(name, answer, K1, 'raft/raft.ts:5', ...says);
}

function request(name: string, call: string, ...says: Case['says']): Case {
  const code = `setTimeout(() => { const peer: any = peers[(me + 1) % 3]; ${call} }, 100);`;
  return { name, edits: inConstructor(code), code: 1, says };
}

function applied(name: string, argument: string, ...says: Case['says']): Case {
  const code = `setTimeout(() => { (apply as any)(${argument}); }, 100);`;
  return { name, edits: inConstructor(code), code: 1, says, words: QUICK_2B };
}

describe('a reply of the wrong shape is named, and the method that made it', () => {
  gradeEach([
    wrongReply('undefined', 'undefined', /S\d: requestVote answered with undefined/),
    wrongReply('null', 'null', /S\d answered requestVote of S\d/, 'it is null, not an object'),
    wrongReply('a string', '"yes"', 'it is "yes", not an object'),
    wrongReply('an array', '[1, true]', 'it is [1,true], not an object'),
    wrongReply('a function', '() => 1', 'answered with a function instead of a reply'),
    wrongReply(
      'a field too few',
      '{ term: 1 }',
      'voteGranted must be true or false, but is missing',
    ),
    wrongReply('a term that is a string', '{ term: "1", voteGranted: true }', 'but is "1"'),
    wrongReply(
      'a term that is NaN',
      '{ term: NaN, voteGranted: true }',
      'term must be a whole number of at least 0, but is null',
    ),
    wrongReply('a promise of garbage', 'Promise.resolve(7)', 'it is 7, not an object'),
    wrongReply('toJSON() that answers nothing', '{ toJSON() {} }', 'instead of a reply'),
    wrongReply(
      'toJSON() that answers something else',
      '{ term: 1, voteGranted: true, toJSON: () => ({ term: "x" }) }',
      'term must be a whole number of at least 0, but is "x"',
    ),
    wrongReply(
      'a field of thousands of brackets',
      '{ term: JSON.parse("[".repeat(4000) + "]".repeat(4000)), voteGranted: true }',
      'but is [[[[[[',
    ),
  ]);
});

describe('a reply that cannot be sent', () => {
  const K1 = 'Rule K.1';
  const K2 = 'Rule K.2';
  gradeEach([
    reply(
      'a BigInt',
      '{ term: 1n, voteGranted: true }',
      K1,
      'raft/raft.ts:5',
      'serialize a BigInt',
    ),
    reply(
      'a cycle',
      '(() => { const r: any = { term: 1 }; r.self = r; return r; })()',
      K1,
      'raft/raft.ts:5',
      'Converting circular structure to JSON',
    ),
    reply(
      'a Proxy that throws',
      'new Proxy({}, { get() { throw new Error("trap"); } })',
      K2,
      'raft/raft.ts:6',
      'Error: trap',
    ),
    reply(
      'toJSON() that throws',
      '{ toJSON() { throw new Error("no json"); } }',
      K1,
      'raft/raft.ts:5',
      'Error: no json',
    ),
    reply(
      'a then() that throws',
      '{ get then() { throw new Error("no then"); } }',
      K2,
      'raft/raft.ts:6',
      'Error: no then',
    ),
  ]);
});

describe('a reply that never comes is a lost reply, and its consequence is told', () => {
  gradeEach([
    reply('a promise that stays open', 'new Promise(() => {})', 'Rule V.1', 'received no reply'),
    reply(
      'a then() that never calls',
      '{ then() {} }',
      'Rule V.1',
      'does requestVote() return one',
    ),
    reply(
      'a then() that calls everything counts once',
      '{ then(ok: any, no: any) { ok({ term: arg.term, voteGranted: false }); ok({ term: 9, voteGranted: true }); no(1); throw 2; } }',
      'Rule V.1',
      'replies, none with a vote',
    ),
  ]);
});

describe('a request of the wrong shape is named', () => {
  gradeEach([
    request('nothing', 'peer.requestVote();', K1, 'S0: requestVote was sent without arguments'),
    request('a string', 'peer.appendEntries("x");', K1, 'S0 sent appendEntries to S1', 'it is "x"'),
    request(
      'a field too few',
      'peer.requestVote({ term: 1 });',
      K1,
      'candidateId must be a whole number of at least 0, but is missing',
    ),
    request(
      'an entry of term 0',
      'peer.appendEntries({ term: 1, leaderId: me, prevLogIndex: 0, prevLogTerm: 0, entries: [{ term: 0, command: "x" }], leaderCommit: 0 });',
      K1,
      'entries[0] has term 0: that is the sentinel at index 0, which is never sent',
    ),
    request('a cycle', 'peer.self = peer;', 'Rule K.2', 'raft/raft.ts:6', 'not extensible'),
    request(
      'a call to oneself',
      'peers[me]!.requestVote({} as any);',
      'Rule K.2',
      'raft/raft.ts:6',
      "Cannot read properties of undefined (reading 'requestVote')",
    ),
  ]);
});

describe('apply() takes each committed entry once, in order', () => {
  gradeEach([
    applied('of undefined', 'undefined', K1, 'S0: apply was called with index undefined'),
    applied('of no command', '{ index: 1 }', K1, 'index 1 and command undefined'),
    applied('of index 0', '{ index: 0, command: "x" }', 'Rule ALL.1', 'must apply index 1 next'),
    applied('with a gap', '{ index: 2, command: "x" }', 'Rule ALL.1', 'must apply index 1 next'),
    applied('of a command that nobody gave', '{ index: 1, command: "x" }', 'Rule AE.5'),
    {
      name: 'twice',
      edits: {
        'commit.ts': (text) => text.replace(/^(\s*)(server\.apply\(.*)$/m, '$1$2\n$1$2'),
      },
      code: 1,
      words: QUICK_2B,
      says: ['Rule ALL.1', 'applied index 1', 'must apply index 2 next'],
    },
  ]);
});

describe('getState() and start() that answer garbage', () => {
  const state = (name: string, answer: string, ...says: Case['says']): Case => ({
    name: `getState() that answers ${name}`,
    edits: inMethod('getState', `return ${answer};`),
    code: 1,
    says: [K1, 'raft/raft.ts:5', ...says],
  });
  const start = (name: string, answer: string, ...says: Case['says']): Case => ({
    name: `start() that answers ${name}`,
    edits: inMethod('start', `return ${answer};`),
    code: 1,
    words: QUICK_2B,
    says: [K1, 'raft/raft.ts:5', ...says],
  });
  gradeEach([
    state('nothing', 'undefined', 'S0: getState() answered with term undefined'),
    state('a term below 0', '{ term: -3, isLeader: false }', 'getState() answered with term -3'),
    state('NaN', '{ term: NaN, isLeader: false }', 'term NaN and isLeader false'),
    state('a promise', 'Promise.resolve(1)', 'getState() answered with a Promise'),
    start('nothing', 'undefined', 'S0: start() answered with index undefined'),
    start('index 0', '{ index: 0, term: 1, isLeader: true }', 'start() answered with index 0'),
    start('a string', '{ index: "1", term: 1, isLeader: true }', 'index a string'),
  ]);
});
