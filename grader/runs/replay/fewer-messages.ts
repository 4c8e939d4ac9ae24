/**
 * Makes lost, delayed or duplicated messages ordinary again: first all, then many, and at last one by
 * one.
 */
import { MS } from '../../world/sim/time';
import type { LegFate, MessageFate, Schedule } from './schedule';
import type { Trials } from './trials';

const ORDINARY_WITHIN = 2 * MS;

/** Leaves out messages that simply arrived. */
export function ordinary(messages: readonly MessageFate[]): readonly MessageFate[] {
  return messages.flatMap(({ request, reply, secondReply, silence, ...message }) => {
    const odd: MessageFate = {
      ...message,
      ...(request && isOdd(request) && { request }),
      ...(reply && isOdd(reply) && { reply }),
      ...(secondReply && isOdd(secondReply) && { secondReply }),
      ...(silence !== undefined && { silence }),
    };
    return odd.request || odd.reply || odd.secondReply ? [odd] : [];
  });
}

function isOdd(fate: LegFate): boolean {
  return fate === 'lost' || fate.again !== undefined || fate.after > ORDINARY_WITHIN;
}

export async function fewerMessages(trials: Trials): Promise<void> {
  let { messages } = trials.schedule;
  for (let many = messages.length; many >= 1; many = Math.floor(many / 2)) {
    for (let to = messages.length; to > 0; to -= many) {
      if (trials.isSpent) return;
      const from = Math.max(0, to - many);
      const kept = messages.filter((_, i) => i < from || i >= to);
      if (await trials.isSmaller({ ...trials.schedule, messages: kept })) messages = kept;
    }
  }
  await simpler(trials);
}

/** Removes parts of the remaining messages' fates where they are not needed. */
async function simpler(trials: Trials): Promise<void> {
  for (let i = trials.schedule.messages.length - 1; i >= 0 && !trials.isSpent; i--) {
    for (const part of ['silence', 'secondReply', 'reply', 'request'] as const) {
      const message = trials.schedule.messages[i];
      if (message?.[part] === undefined) continue;
      await trials.isSmaller(withMessage(trials.schedule, i, withoutPart(message, part)));
    }
  }
}

export function withoutPart(message: MessageFate, part: keyof MessageFate): MessageFate {
  const rest = Object.entries(message).filter(([name]) => name !== part);
  return Object.fromEntries(rest) as unknown as MessageFate;
}

function withMessage(schedule: Schedule, i: number, message: MessageFate): Schedule {
  return { ...schedule, messages: schedule.messages.with(i, message) };
}
