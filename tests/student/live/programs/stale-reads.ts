/** A server that answers reads from what it holds, without the log: who leads by itself tells old values. */
import { runServer } from '../../../../grader/student/live/server/run';
import { Gateway, type Outcome } from '../../../../grader/student/live/service/gateway';
import { isWrite, type Operation } from '../../../../grader/student/live/service/map';

class StaleReads extends Gateway {
  override request(operation: Operation, done: (outcome: Outcome) => void): void {
    if (this.isLeader && !isWrite(operation))
      done({ kind: 'answer', answer: this.map.do(operation) });
    else super.request(operation, done);
  }
}

runServer((client, user) => new StaleReads(client, user));
