import { scenario } from '../scenario';

const LEADER_CUT_OFF = 'the leader was one of the disconnected servers';

export const manyElections = scenario({
  id: '2A/many-elections',
  title: 'Ten elections among seven servers',
  story: 'Ten times, three of seven servers chosen at random are disconnected and return.',
  rules: ['F.2', 'C.2', 'C.3', 'C.4', 'ALL.2', 'S.1', 'V.1'],
  points: 24,
  servers: 7,
  seeds: 10,
  marks: [LEADER_CUT_OFF],
  play(cluster) {
    let leader = cluster.leader();
    for (let round = 0; round < 10; round++) {
      const away = cluster.rng.sample(cluster.nodes, 3);
      if (away.includes(leader)) cluster.mark(LEADER_CUT_OFF);
      for (const node of away) node.disconnect();
      leader = cluster.leader();
      for (const node of away) node.connect();
    }
    cluster.leader();
  },
});
