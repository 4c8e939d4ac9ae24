/** Which stage somebody is in, as far as the gradings before and the files tell. */
import path from 'node:path';
import { type Stage, STAGES } from '../../contract';
import { readStages } from '../../command/memory/last-grade';
import { CATALOGUE } from '../../judge/scenarios/catalogue';
import { stageOf } from '../../judge/scenarios/scenario';
import { openTodos } from './open-todos';

/** The first that has not passed as a whole; one that was never graded counts while a TODO of it is open. */
export function presentStage(kit: string): Stage {
  const memory = readStages(kit);
  const todos = openTodos(path.join(kit, 'labs', 'raft'));
  const isOver = (stage: Stage) => {
    const kept = memory.get(stage);
    if (!kept) return !todos.some((todo) => todo.stage === stage);
    const tests = CATALOGUE.filter((test) => stageOf(test) === stage);
    return tests.every(({ id }) => kept.tests.get(id)?.status === 'passed');
  };
  return STAGES.find((stage) => !isOver(stage)) ?? '2C';
}
