/**
 * `npm run hint`: a hint on a rule, a test, or what failed last, one step at a time, and only when asked.
 * Reads and writes the folder .raft-lab and nothing else. Exit codes 0, and 2 for words that make no sense.
 */
import path from 'node:path';
import { HintMemory } from '../student/hints/hint-memory';
import { answer } from '../student/hints/hinting';

const KIT = path.join(__dirname, '..', '..');

const { exit, text } = answer(process.argv.slice(2), process.env, new HintMemory(KIT), Date.now());
(exit === 0 ? process.stdout : process.stderr).write(`${text}\n`);
process.exitCode = exit;
