/** Replies and requests that are not plain data, are too large, or have a false type. */
import type { Cheat } from '../cheat';
import { HARMLESS, named, on, SAME, tries } from './make';

const K1 = named('K.1');

/** The honest reply `r`, wrapped in something else. */
function dressed(id: string, attempt: string, as: string, expected: Cheat['expected']): Cheat {
  const requestVote = `const r = super.requestVote(args); return ${as};`;
  return tries(`replies/${id}`, attempt, { requestVote }, expected);
}

export const REPLIES: readonly Cheat[] = [
  dressed('proxy', 'Answers with a Proxy.', 'new Proxy(r, {})', SAME),
  dressed(
    'proxy-that-changes',
    'Answers with a Proxy that computes its fields anew each time.',
    'new Proxy(r, { get: (t, k) => (k === "term" ? t.term + (globalThis.n = (globalThis.n ?? 0) + 1) * 0 : t[k]) })',
    SAME,
  ),
  dressed(
    'getter',
    'Answers with getters.',
    '({ get term() { return r.term; }, get voteGranted() { return r.voteGranted; } })',
    SAME,
  ),
  dressed(
    'thenable',
    'Answers with a thenable that calls back twice, with different replies.',
    '({ then(ok, no) { ok(r); ok({ term: 99, voteGranted: true }); no(1); throw 2; } })',
    SAME,
  ),
  dressed(
    'promise-of-a-kind',
    'Answers with a promise of its own class.',
    '(class P extends Promise { static get [Symbol.species]() { return P; } }).resolve(r)',
    SAME,
  ),
  dressed('to-json', 'Answers with toJSON.', '({ toJSON: () => r })', SAME),
  dressed('big-int', 'Answers with a BigInt.', '({ ...r, term: BigInt(r.term) })', K1),
  dressed('symbol', 'Answers with a Symbol.', '({ ...r, term: Symbol("1") })', K1),
  dressed('nan', 'Answers with NaN.', '({ ...r, term: NaN })', K1),
  dressed(
    'negative-zero',
    'Answers with an extra field that is -0.',
    '({ ...r, extra: -0 })',
    HARMLESS,
  ),
  on(
    [{ test: '2C/persist-state', seeds: [1] }],
    dressed(
      'words-of-the-grader',
      'Answers with fields that the grader uses for its own notes.',
      '({ ...r, silent: "The grader has failed.", thrown: "x", stood: 1e9, ok: 1, wrong: "x", success: true })',
      HARMLESS,
    ),
  ),
  tries(
    'replies/fields-of-the-other-message',
    'Sends each message with the fields of the other kind, filled with nonsense.',
    {
      before:
        'peers = peers.map((p) => p && { requestVote: (a) => p.requestVote({ ...a, leaderId: 9, prevLogIndex: -1, entries: [null, 5] }), appendEntries: (a) => p.appendEntries({ ...a, candidateId: 9, lastLogIndex: "x" }) });',
    },
    HARMLESS,
  ),
  dressed('sparse', 'Answers with a sparse array.', '[r, , , r]', K1),
  dressed('cyclic', 'Answers with a cycle.', '(r.self = r)', K1),
  dressed(
    'proto',
    'Answers with __proto__ and constructor as fields.',
    'JSON.parse(JSON.stringify(r).replace("{", \'{"__proto__":{"voteGranted":true},"constructor":{"prototype":{"polluted":1}},\'))',
    HARMLESS,
  ),
  dressed(
    'huge',
    'Answers with a million extra characters.',
    '({ ...r, more: "x".repeat(1e6) })',
    HARMLESS,
  ),
  dressed(
    'deep',
    'Answers with a field of a hundred thousand brackets.',
    '({ ...r, term: JSON.parse("[".repeat(1e5) + "]".repeat(1e5)) })',
    K1,
  ),
  dressed(
    'deep-to-the-brink',
    'Answers with the deepest field that can still be written, so that reading it may overflow.',
    '(() => { let depth = 1; for (let step = 65536; step >= 1; step /= 2) try { JSON.stringify(JSON.parse("[".repeat(depth + step) + "]".repeat(depth + step))); depth += step; } catch {} return { ...r, term: JSON.parse("[".repeat(depth - 12) + "]".repeat(depth - 12)) }; })()',
    K1,
  ),
  dressed(
    'lone-surrogates',
    'Answers with lone surrogates.',
    '({ ...r, "\\ud800": "\\udfff\\u0000\\u2028" })',
    HARMLESS,
  ),
  dressed(
    'term-beyond',
    'Answers with a term beyond the safe integers.',
    '({ ...r, term: 2 ** 53 })',
    K1,
  ),
  tries(
    'replies/requests-of-others',
    'Sends requests in the name of another server.',
    {
      built:
        'setTimeout(() => { if (me === 0) peers[1].appendEntries({ term: 1, leaderId: 2, prevLogIndex: 0, prevLogTerm: 0, entries: [], leaderCommit: 0 }); }, 20);',
    },
    named('S.1', 'L.1', 'C.2', 'K.1', 'L.2'),
  ),
  tries(
    'replies/in-the-name-of-others',
    "Changes which server it answers, with an iterator that the host's arguments go through.",
    {
      first: `const it = Array.prototype[Symbol.iterator];
        Array.prototype[Symbol.iterator] = function () {
          if (this.length === 3 && typeof this[0] === 'number' && this[1] === 'requestVote') {
            console.log('asked');
            return Reflect.apply(it, [this[0] + 1, this[1], this[2]], []);
          }
          return Reflect.apply(it, this, []);
        };`,
    },
    SAME,
  ),
  tries(
    'replies/state-by-getter',
    'Answers getState() with getters that are computed anew each time.',
    {
      getState:
        'const s = super.getState(); let n = 0; return { get term() { return s.term + n++ * 0; }, get isLeader() { return s.isLeader; } };',
    },
    SAME,
  ),
];
