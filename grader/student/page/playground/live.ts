/**
 * The page's side of the session: receives news, keeps the desk up to date, and sends requests. It
 * reconnects by itself, because the session lives in the command.
 */
import { batch, signal } from '@preact/signals';
import type { PlayCommand, PlayState, ToPage } from '../../playground/play-state';
import { type Recording, unpack } from '../../../runs/replay/recording';
import { Story } from '../../story/story';
import { Desk } from '../shared/desk';
import { listen, post } from '../shared/stream';

export type Connection =
  | 'connecting'
  | 'open'
  /** The command has ended, most likely. */
  | 'lost'
  /** The address has no token, or that of another session. */
  | 'refused';

/** The first view shows 60 ms. */
const FIRST_STRETCH = 60_000;

export class Live {
  readonly connection = signal<Connection>('connecting');
  readonly state = signal<PlayState | undefined>(undefined);
  readonly desk = signal<Desk | undefined>(undefined);
  /** The last message from the session or from the page itself. */
  readonly says = signal<{ readonly text: string; readonly isProblem: boolean } | undefined>(
    undefined,
  );
  /** How many requests have not been answered yet. */
  readonly pending = signal(0);
  #saysNumber = 0;

  constructor(private readonly token: string) {}

  /** Runs as long as the page is open. */
  async listen(): Promise<void> {
    await listen(this.token, {
      heard: (message) => this.#hear(message as ToPage),
      lost: () => {
        this.connection.value = 'lost';
      },
    });
    this.connection.value = 'refused';
  }

  async wish(command: PlayCommand): Promise<void> {
    this.pending.value++;
    try {
      const headers = command.do === 'open' ? { 'x-raft-lab-file': 'yes' } : undefined;
      const response = await post(this.token, command, headers);
      if (!response.ok) this.say((await response.text()).trim());
    } catch {
      this.connection.value = 'lost';
    } finally {
      this.pending.value--;
    }
  }

  say(text: string): void {
    this.says.value = { text, isProblem: true };
  }

  #hear({ state, from, recording }: ToPage): void {
    batch(() => {
      this.connection.value = 'open';
      if (recording) this.#show(unpack(recording), from ?? 0);
      const desk = this.desk.value;
      if (desk && desk.story.verdict !== state.breach) desk.judge(verdictOf(state));
      this.state.value = state;
      if (state.says && state.says.number !== this.#saysNumber) {
        this.#saysNumber = state.says.number;
        this.says.value = state.says;
      } else if (!state.says) {
        this.says.value = undefined;
      }
    });
  }

  #show(recording: Recording, from: number): void {
    const { events, links = [], until, servers, code } = recording;
    const desk = this.desk.value;
    if (!desk || from === 0 || desk.story.servers !== servers) {
      const { stretch } = desk ?? {};
      const fresh = new Desk(new Story(withoutVerdict(recording)));
      fresh.show(stretch?.value ?? { from: 0, to: FIRST_STRETCH });
      fresh.moveTo(fresh.story.events.length - 1);
      this.desk.value = fresh;
      return;
    }
    const isCut = from < desk.story.events.length;
    if (isCut || until < desk.story.until) desk.truncate(from);
    desk.append(events, links, until, code);
    if (isCut) desk.moveTo(desk.story.events.length - 1);
  }
}

/** Code that never returned leaves no event, so the lanes cannot show that breach. */
function verdictOf({ breach }: PlayState) {
  return breach?.isStuck ? undefined : breach;
}

/** The verdict comes with the state. */
function withoutVerdict(recording: Recording): Recording {
  const { verdict, ...rest } = recording;
  return verdict ? rest : recording;
}
