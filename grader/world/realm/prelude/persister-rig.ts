/**
 * Drives the student's Persister by itself, without a Raft around it. The host passes states to save
 * and receives states that were read as text, one character per byte. It never sees the arrays.
 */
import type { PersisterShape } from '../../../contract';
import { kindOf } from './describe';
import {
  Bytes,
  charCodeAt,
  isSafeInteger,
  latin1,
  stringify,
  typedArrayLength,
  typedArrayName,
} from './intrinsics';
import { emit } from './outbox';

/** The byte that overwrites an array. No state that a test saves consists of it. */
const SPOILT = 0xee;

/**
 * Reports that the call has returned; the caller reports what it throws.
 *
 * @param text what to save
 * @param spoil whether the saved or returned array is overwritten afterwards
 */
export function drivePersister(
  persister: PersisterShape,
  call: string,
  text: string,
  spoil: boolean,
  breach: (text: string) => void,
): void {
  switch (call) {
    case 'saveRaftState': {
      const state = new Bytes(text.length);
      for (let i = 0; i < text.length; i++) state[i] = charCodeAt(text, i);
      persister.saveRaftState(state);
      if (spoil) overwrite(state);
      told(call, '');
      return;
    }
    case 'readRaftState': {
      const state = persister.readRaftState() as unknown;
      if (typedArrayName(state) !== 'Uint8Array') {
        breach(`readRaftState() returned ${kindOf(state)}; it must return a Uint8Array`);
        return;
      }
      const bytes = state as Uint8Array;
      told(call, latin1(bytes));
      if (spoil) overwrite(bytes);
      return;
    }
    case 'raftStateSize': {
      const size = persister.raftStateSize() as unknown;
      if (isSafeInteger(size)) told(call, `${size as number}`);
      else breach(`raftStateSize() returned ${kindOf(size)}; it must return a whole number`);
    }
  }
}

function overwrite(bytes: Uint8Array): void {
  const length = typedArrayLength(bytes);
  for (let i = 0; i < length; i++) bytes[i] = SPOILT;
}

function told(call: string, text: string): void {
  emit(`P ${call} ${stringify(text) ?? '""'}`);
}
