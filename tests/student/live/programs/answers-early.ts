/** A server that answers writes before they are committed. */
import { runServer } from '../../../../grader/student/live/server/run';
import { Gateway, type Outcome } from '../../../../grader/student/live/service/gateway';
import { OK, type Operation } from '../../../../grader/student/live/service/map';

class AnswersEarly extends Gateway {
  override request(operation: Operation, done: (outcome: Outcome) => void): void {
    if (!this.isLeader || operation.op !== 'set') {
      super.request(operation, done);
      return;
    }
    done({ kind: 'answer', answer: OK });
    super.request(operation, () => undefined);
  }
}

runServer((client, user) => new AnswersEarly(client, user));
