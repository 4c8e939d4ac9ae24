/** Encodes answers in version 2 of Redis' protocol. */
import { type Answer, Failure, Status } from '../service/map';

/** One character per byte. */
export function replyText(answer: Answer): string {
  if (answer === undefined) return '$-1\r\n';
  if (typeof answer === 'string') return `$${answer.length}\r\n${answer}\r\n`;
  if (typeof answer === 'number' || typeof answer === 'bigint') return `:${answer}\r\n`;
  if (answer instanceof Status) return `+${answer.text}\r\n`;
  if (answer instanceof Failure) return `-${answer.text.replace(/[\r\n]/g, ' ')}\r\n`;
  return `*${answer.length}\r\n${answer.map(replyText).join('')}`;
}
