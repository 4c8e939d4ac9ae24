/** Code that never returns. Each case takes seconds, so there is one of each kind. */
import type { Cheat } from '../cheat';
import { HARMLESS, named, tries } from './make';

const K3 = named('K.3');

export const LOOPS: readonly Cheat[] = [
  tries('loops/module', 'Loops when its modules are loaded.', { first: 'for (;;);' }, K3),
  tries('loops/handler', 'Loops in a handler.', { requestVote: 'while (true);' }, K3),
  tries(
    'loops/microtasks',
    'Queues microtasks that queue each other.',
    { built: 'const again = () => queueMicrotask(again); again();' },
    K3,
  ),
  tries(
    'loops/promises',
    'Awaits resolved values forever.',
    { built: '(async () => { for (;;) await null; })();' },
    K3,
  ),
  tries(
    'loops/immediates',
    'Sets immediates that set each other.',
    { built: 'const again = () => setImmediate(again); again();' },
    K3,
  ),
  tries(
    'loops/timers-at-zero',
    'Sets timers of 0 ms that set each other, which lets time pass.',
    { built: 'const again = () => setTimeout(again, 0); again();' },
    HARMLESS,
  ),
  tries(
    'loops/getter',
    'Loops in a getter of a reply.',
    { requestVote: 'return { get term() { for (;;); } };' },
    K3,
  ),
  tries(
    'loops/to-json',
    'Loops in the toJSON of a reply.',
    { requestVote: 'return { toJSON() { for (;;); } };' },
    K3,
  ),
  tries(
    'loops/generator',
    'Iterates over a generator that never ends.',
    { built: 'let n = 0; for (const one of (function* () { for (;;) yield 1; })()) n += one;' },
    K3,
  ),
  tries(
    'loops/comparator',
    'Loops in the comparator of a sort.',
    { built: '[1, 2].sort(() => { for (;;); });' },
    K3,
  ),
  tries(
    'loops/to-string',
    'Loops in a toString() that a template string calls.',
    { built: 'void `${{ toString() { for (;;); } }}`;' },
    K3,
  ),
  tries(
    'loops/regexp',
    'Makes a regular expression backtrack endlessly.',
    { built: '/^(a+)+$/.test("a".repeat(60) + "b");' },
    K3,
  ),
  tries(
    'loops/console',
    'Logs an object with a getter that never returns.',
    { built: 'console.log({ get x() { for (;;); } });' },
    K3,
  ),
  tries(
    'loops/uncountable',
    'Loops, and declares a variable with the name that is used to count loops.',
    { first: 'var $raftLabCount = 1; globalThis.keep = $raftLabCount; for (;;);' },
    K3,
  ),
  tries(
    'loops/honest-when-counted',
    'Loops unless its own source text shows that loops are counted.',
    { built: 'if (!(() => { for (;;) break; }).toString().includes("Count")) for (;;);' },
    K3,
  ),
  tries(
    'loops/stack-overflow',
    'Calls itself until the stack overflows.',
    { requestVote: 'return this.requestVote(args);' },
    named('K.2'),
  ),
];
