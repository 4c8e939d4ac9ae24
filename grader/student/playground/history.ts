/**
 * The branches of a session, and the current position. No action is lost: if the user goes back and does
 * something else, a new branch begins, and the old one is kept.
 */
import type { MessageFate } from '../../runs/replay/schedule';
import { branchName } from './deeds';
import type { Line } from './line';
import type { BranchShown } from './play-state';

/** A position in the line of a branch. */
export interface Place {
  readonly branch: number;
  readonly line: Line;
  readonly position: Exact;
}

interface Exact {
  readonly at: number;
  readonly length: number;
}

interface Branch {
  readonly id: number;
  readonly name: string;
  line: Line;
  rule: string | undefined;
}

/** A length that means: after all events of the instant. */
export const ALL = Number.MAX_SAFE_INTEGER;
const UNDO_MAX = 200;
const BRANCHES_MAX = 30;

export class History {
  #branches: Branch[];
  #present: Place;
  #lastId = 0;
  #undo: Place[] = [];
  #redo: Place[] = [];

  constructor(line: Line, position: Exact, name = 'the first') {
    this.#branches = [{ id: 0, name, line, rule: undefined }];
    this.#present = { branch: 0, line, position };
  }

  get present(): Place {
    return this.#present;
  }

  get canUndo(): boolean {
    return this.#undo.length > 0;
  }

  get canRedo(): boolean {
    return this.#redo.length > 0;
  }

  get branches(): readonly BranchShown[] {
    return this.#branches.map(({ id, name, line, rule }) => ({
      id,
      name,
      isCurrent: id === this.#present.branch,
      until: line.until,
      ...(rule !== undefined && { rule }),
    }));
  }

  /** The end of a branch. */
  end(id = this.#present.branch): Place | undefined {
    const branch = this.#branches.find((one) => one.id === id);
    if (!branch) return undefined;
    const { line } = branch;
    return { branch: id, line, position: { at: line.until, length: ALL } };
  }

  /** Called before an action that can be undone. */
  remember(): void {
    this.#undo = [...this.#undo.slice(1 - UNDO_MAX), this.#present];
  }

  /** Called when the action had no effect after all. */
  forgetLast(): void {
    this.#undo = this.#undo.slice(0, -1);
  }

  /** @returns the position to go back to; undefined if there is none */
  undone(): Place | undefined {
    const place = this.#undo.at(-1);
    if (!place) return undefined;
    this.#undo = this.#undo.slice(0, -1);
    this.#redo = [...this.#redo, this.#present];
    this.#present = place;
    return place;
  }

  redone(): Place | undefined {
    const place = this.#redo.at(-1);
    if (!place) return undefined;
    this.#redo = this.#redo.slice(0, -1);
    this.#undo = [...this.#undo, this.#present];
    this.#present = place;
    return place;
  }

  /** Moves to another position, in the same line or in another branch. */
  moved(place: Place): void {
    if (place.branch !== this.#present.branch) this.#redo = [];
    this.#present = place;
  }

  /**
   * Replaces the line and moves to the given position. The old line is kept as a branch if the new
   * one does not continue it.
   */
  changed(line: Line, position: Exact, rule: string | undefined): void {
    const { branch: id, line: before } = this.#present;
    const branch = this.#branches.find((one) => one.id === id);
    const goesOn = branch?.line === before && extendsLine(before, line);
    if (branch && goesOn) {
      branch.line = line;
      branch.rule = rule;
      this.#present = { branch: id, line, position };
    } else {
      const name = branchName(firstNew(before, line), newFate(before, line));
      const other = { id: ++this.#lastId, name, line, rule };
      this.#branches = [...this.#branches.slice(-BRANCHES_MAX + 1), other];
      this.#present = { branch: other.id, line, position };
    }
    this.#redo = [];
  }

  /** Called with the rule that broke at the current position. At a branch's end it is remembered. */
  judged(rule: string | undefined): void {
    const branch = this.#branches.find((one) => one.id === this.#present.branch);
    if (branch?.line === this.#present.line && this.#present.position.at >= branch.line.until)
      branch.rule = rule;
  }
}

/**
 * Whether the new line continues the old one. A changed message does not begin a branch, because
 * undo restores it.
 */
function extendsLine(before: Line, after: Line): boolean {
  return after.until >= before.until && before.steps.every((step, i) => same(after.steps[i], step));
}

function firstNew(before: Line, after: Line) {
  const isSame = before.steps.findIndex((step, i) => !same(after.steps[i], step));
  if (isSame < 0) return after.steps[before.steps.length];
  return after.steps[isSame];
}

/** The first message whose fate differs or is missing. */
function newFate(before: Line, after: Line): MessageFate | undefined {
  const said = new Set(before.messages.map((fate) => JSON.stringify(fate)));
  return after.messages.find((fate) => !said.has(JSON.stringify(fate)));
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
