/**
 * No rule may fire on a correct Raft, however it is built. Here are servers that are correct and
 * unlike the reference, on a network and on machines that do their worst.
 */
import type { Cluster } from '../../../grader/world/cluster/cluster';
import { runTest } from '../../../grader/runs/pool/run-test';
import type { Scenario } from '../../../grader/judge/scenarios/scenario';
import { ODDITIES as PLAIN, type Oddities } from '../../support/odd/settings';
import { oddProgram } from '../../support/odd-program';

const SEEDS = [1, 2];
const SPELLS = 4;
const ROUNDS_OF_TROUBLE = 25;
const CALM_MS = 2_500;

const SERVERS: Readonly<Record<string, Oddities>> = {
  'keep two slots on the disk and tidy them up': PLAIN,
  'await before they look at a request': { ...PLAIN, receiverMsMax: [40, 0] },
  'await before they answer': { ...PLAIN, receiverMsMax: [0, 40] },
  'await before they send': { ...PLAIN, senderMsMax: 40 },
  'send every request three times': { ...PLAIN, copies: 3 },
  'send every entry by itself, many in flight': { ...PLAIN, splits: true },
  'probe with empty entries': { ...PLAIN, probes: true },
  'send an empty AppendEntries behind the entries': { ...PLAIN, confirms: true },
  'refuse votes because they like their leader': { ...PLAIN, isStubborn: true },
  'commit in groups': { ...PLAIN, commitsInGroups: true },
  'do all of that': {
    receiverMsMax: [20, 20],
    senderMsMax: 20,
    copies: 2,
    splits: true,
    probes: true,
    confirms: true,
    isStubborn: true,
    commitsInGroups: true,
  },
};

let cluster: Cluster | undefined;

/** Safety alone: nobody promises progress to servers that dawdle. */
const TROUBLE: Scenario = {
  id: '2C/trouble',
  title: 'Trouble of every kind',
  story: 'Messages are lost, held and doubled, ways cut, servers crashed, paused and restarted.',
  rules: [],
  points: 0,
  servers: 5,
  seeds: 1,
  play(trouble) {
    cluster = trouble;
    for (let spell = 0; spell < SPELLS; spell++) {
      calm(trouble);
      trouble.run(CALM_MS);
      for (let round = 0; round < ROUNDS_OF_TROUBLE; round++) {
        for (const node of trouble.nodes) if (node.isUp) node.start(trouble.freshCommand());
        stir(trouble);
        trouble.run(trouble.rng.int(0, 150));
      }
    }
  },
};

/** All but the duplicates, which do no harm to progress. */
function calm(trouble: Cluster): void {
  trouble.unreliable = false;
  trouble.longReordering = false;
  for (const node of trouble.nodes) {
    node.thaw();
    if (!node.isUp) node.restart();
    node.connect();
  }
}

function stir(trouble: Cluster): void {
  const { rng, system } = trouble;
  const node = rng.pick(trouble.nodes);
  const [from, to] = rng.sample(trouble.nodes, 2).map(({ id }) => id) as [number, number];
  switch (rng.int(0, 10)) {
    case 0:
      if (node.isUp) node.crash();
      break;
    case 1:
      if (node.isUp) node.crashBeforeEffect(rng.int(0, 9));
      break;
    case 2:
      if (node.isUp) node.pause();
      break;
    case 3:
      system.network.cut(from, to);
      break;
    case 4:
      system.network.heal(from, to);
      break;
    case 5:
      trouble.unreliable = rng.chance(1, 2);
      break;
    case 6:
      trouble.duplicating = rng.chance(2, 3);
      break;
    case 7:
      trouble.longReordering = rng.chance(1, 2);
      break;
    default:
      node.thaw();
      for (const down of trouble.nodes) if (!down.isUp) down.restart();
  }
}

describe('no rule fires on servers that', () => {
  test.each(Object.entries(SERVERS))('%s', async (_name, oddities) => {
    const program = await oddProgram(oddities);
    for (const seed of SEEDS) {
      const { failure, totals } = runTest(program, TROUBLE, seed);
      expect(failure).toBeUndefined();
      // Else there was nothing to judge.
      expect(totals.boots).toBeGreaterThan(10);
      expect(cluster?.highestApplied).toBeGreaterThan(5);
    }
  });
});
