/** A server on a small disk: what is longer than a part of it has no space left. */
import fs from 'node:fs';
import { runServer } from '../../../../grader/student/live/server/run';
import { Gateway } from '../../../../grader/student/live/service/gateway';

const BYTES_MAX = 20_000;
const writeSync = fs.writeSync.bind(fs) as (file: number, bytes: Buffer, from: number) => number;
fs.writeSync = ((file: number, bytes: Buffer, from: number) => {
  if (bytes.byteLength > BYTES_MAX)
    throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
  return writeSync(file, bytes, from);
}) as typeof fs.writeSync;

runServer((client, user) => new Gateway(client, user));
