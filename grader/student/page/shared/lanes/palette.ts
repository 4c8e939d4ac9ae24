/** The colours of the canvas, read from the style sheet, which has light and dark ones. */
export interface Palette {
  readonly ink: string;
  readonly dim: string;
  readonly line: string;
  readonly card: string;
  readonly lane: string;
  readonly cursor: string;
  readonly witness: string;
  readonly down: string;
  readonly paused: string;
  readonly cut: string;
  readonly unsynced: string;
  readonly vote: string;
  readonly append: string;
  readonly heartbeat: string;
  readonly lost: string;
  readonly console: string;
  readonly terms: readonly string[];
  readonly font: string;
}

const TERM_COLOURS = 7;

export function readPalette(element: Element): Palette {
  const style = getComputedStyle(element);
  const of = (name: string) => style.getPropertyValue(`--${name}`).trim();
  return {
    ink: of('ink'),
    dim: of('dim'),
    line: of('line'),
    card: of('card'),
    lane: of('lane'),
    cursor: of('cursor'),
    witness: of('witness'),
    down: of('down'),
    paused: of('paused'),
    cut: of('cut'),
    unsynced: of('unsynced'),
    vote: of('vote'),
    append: of('append'),
    heartbeat: of('heartbeat'),
    lost: of('lost'),
    console: of('console'),
    terms: Array.from({ length: TERM_COLOURS }, (_, i) => of(`term-${i}`)),
    font: of('sans'),
  };
}

/** Consecutive terms never have the same colour, and the term's number is beside it. */
export function termPlace(term: number): number {
  return ((term % TERM_COLOURS) + TERM_COLOURS) % TERM_COLOURS;
}

/** Class of style.css that gives an element its term's colour. */
export function termClass(term: number | undefined): string {
  return term === undefined || term === 0 ? 'term-none' : `term-${termPlace(term)}`;
}

export function termColour(palette: Palette, term: number): string {
  return term === 0 ? palette.dim : (palette.terms[termPlace(term)] ?? palette.dim);
}
