/** Plays one choice. Returns the state of the cluster afterwards, and the events in between. */
import type { Choice } from './choice';
import type { Lives } from './lives';
import type { Scope } from './scope';
import { find, type Played, Stage } from './stage';
import type { Interned, State } from './state';

export class Player {
  constructor(
    private readonly lives: Lives,
    private readonly scope: Scope,
    private readonly interned: Interned,
  ) {}

  /** Boots every server. */
  begin(): Played {
    const used = { commands: 0, crashes: 0, losses: 0, heartbeats: 0 };
    const stage = new Stage(this.lives, this.interned, { beings: [], flights: [], used });
    for (let server = 0; server < this.scope.servers; server++)
      stage.boot(server, this.interned.newborn, this.lives.empty, 0);
    return stage.end();
  }

  /** @returns undefined if the state does not offer this choice */
  play(state: State, choice: Choice): Played | undefined {
    const stage = new Stage(this.lives, this.interned, state, choice.cut);
    switch (choice.kind) {
      case 'time': {
        const being = state.beings[choice.server];
        if (!being) return undefined;
        if (being.moment.isLeader) stage.use('heartbeats');
        stage.give(choice.server, { kind: 'time' });
        break;
      }
      case 'command': {
        const being = state.beings[choice.server];
        if (!being?.moment.isLeader) return undefined;
        stage.use('commands');
        stage.command(choice.server);
        break;
      }
      case 'crash':
        if (!state.beings[choice.server]) return undefined;
        stage.crash(choice.server);
        break;
      case 'there':
      case 'both': {
        const flight = find(state, choice, 'request');
        if (!flight) return undefined;
        stage.deliver(flight);
        if (choice.kind === 'there') break;
        const reply = stage.find(choice, 'reply');
        if (reply) stage.giveBack(reply);
        else if (!stage.isFatal) return undefined;
        break;
      }
      case 'back': {
        const flight = find(state, choice, 'reply');
        if (!flight) return undefined;
        stage.giveBack(flight);
        break;
      }
      case 'lost': {
        const flight = find(state, choice, 'request') ?? find(state, choice, 'reply');
        if (!flight) return undefined;
        stage.use('losses');
        stage.lose(flight);
        break;
      }
    }
    return stage.end();
  }
}
