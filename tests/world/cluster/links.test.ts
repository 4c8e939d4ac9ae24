/** Ways that are cut in one direction, on scripted servers and on the reference. */
import type { Cluster } from '../../../grader/world/cluster/cluster';
import type { Node } from '../../../grader/world/cluster/node';
import { runTest } from '../../../grader/runs/pool/run-test';
import type { Program } from '../../../grader/world/realm/program';
import type { Scenario } from '../../../grader/judge/scenarios/scenario';
import { referenceProgram } from '../../support/programs';
import { ScriptedCluster, scriptedProgram } from '../../support/scripted/cluster';

jest.setTimeout(120_000);

let scriptedServers: Program;
let reference: Program;
beforeAll(async () => {
  scriptedServers = await scriptedProgram();
  reference = await referenceProgram();
});

describe('a way that is cut from S0 to S1', () => {
  function talk(): ScriptedCluster {
    const scripted = new ScriptedCluster(scriptedServers);
    scripted.cluster.system.network.cut(0, 1);
    scripted.tell(0, 'send 1 1', 'send 2 2');
    scripted.tell(1, 'send 0 3', 'send 2 4');
    scripted.run(8_000);
    return scripted;
  }
  const texts = (scripted: ScriptedCluster, server: number) =>
    scripted.said(server).map(({ text }) => text);

  test('stops the requests of S0 to S1', () => {
    const scripted = talk();
    expect(texts(scripted, 1)).not.toContain('got 1');
    expect(texts(scripted, 0)).toContain('lost 1');
  });

  test('lets requests of S1 through to S0, and stops the reply', () => {
    const scripted = talk();
    expect(texts(scripted, 0)).toContain('got 3');
    expect(texts(scripted, 1)).toContain('lost 3');
  });

  test('leaves S2 in touch with both', () => {
    const scripted = talk();
    expect(texts(scripted, 0)).toContain('answered 2');
    expect(texts(scripted, 1)).toContain('answered 4');
  });
});

describe('the reference', () => {
  /** A run of three servers under all rules. */
  function play(act: (cluster: Cluster) => void, seed: number) {
    const scenario: Scenario = {
      id: '2C/links',
      title: 'Links',
      story: 'Ways are cut in one direction.',
      rules: [],
      points: 0,
      servers: 3,
      seeds: 1,
      play(cluster) {
        act(cluster);
        return undefined;
      },
    };
    return runTest(reference, scenario, seed);
  }

  const others = (cluster: Cluster, node: Node) => cluster.nodes.filter((other) => other !== node);

  test.each([1, 2, 3])('replaces a leader that is heard by nobody (seed %i)', (seed) => {
    const result = play((cluster) => {
      cluster.agree('before', { on: 3 });
      const mute = cluster.leader();
      const before = mute.look().term;
      for (const other of others(cluster, mute)) cluster.system.network.cut(mute.id, other.id);
      cluster.run(3_000);
      const leaders = cluster.nodes.filter((node) => node.look().isLeader);
      expect(leaders).toHaveLength(1);
      expect(leaders[0]).not.toBe(mute);
      // It hears of the newer term, though nobody hears of it.
      expect(mute.look().term).toBeGreaterThan(before);
      expect(leaders[0]?.start('after')).toBeDefined();
      cluster.run(1_000);
      expect(cluster.applied(2)).toEqual({ count: 3, command: 'after' });
    }, seed);
    expect(result.failure).toBeUndefined();
  });

  test.each([1, 2, 3])('commits nothing while its leader hears nobody (seed %i)', (seed) => {
    const result = play((cluster) => {
      cluster.agree('before', { on: 3 });
      const deaf = cluster.leader();
      for (const other of others(cluster, deaf)) cluster.system.network.cut(other.id, deaf.id);
      deaf.start('unheard');
      cluster.run(3_000);
      expect(deaf.look().isLeader).toBe(true);
      expect(cluster.applied(2).count).toBe(0);
      for (const other of others(cluster, deaf)) cluster.system.network.heal(other.id, deaf.id);
      cluster.run(2_000);
      expect(cluster.applied(2)).toEqual({ count: 3, command: 'unheard' });
    }, seed);
    expect(result.failure).toBeUndefined();
  });
});
