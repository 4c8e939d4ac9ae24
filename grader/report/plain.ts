/**
 * Makes text that came out of a submission fit to be shown: it must not steer a terminal, and not flood
 * it. Not escaping for a format: every format does its own.
 */

/** Control characters, those that turn the direction of writing, and halves of characters. */
const UNSEEN =
  // eslint-disable-next-line no-control-regex -- they are what is looked for
  /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]/gu;

/** One line; what cannot be seen is written as its code, and what is too much is left out. */
export function plain(text: string, charsMax = Infinity): string {
  const cut = text.length > charsMax ? `${text.slice(0, charsMax)} …` : text;
  return cut.replace(UNSEEN, (char) => {
    if (char === '\n' || char === '\t') return ' ';
    return `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}

/** No line that people read is wider, however wide their window is. */
export const COLUMNS = 80;

/** Breaks at spaces, and within a word only if it is wider than a line. */
export function fold(text: string, columns: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ').flatMap((one) => pieces(one, columns))) {
    if (line !== '' && line.length + 1 + word.length > columns) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  lines.push(line);
  return lines;
}

function pieces(word: string, columns: number): string[] {
  if (word.length <= columns) return [word];
  return word.match(new RegExp(`.{1,${columns}}`, 'gu')) ?? [];
}

/** Lines to paste, rows of a page among them, which a line end would spoil. */
const PASTED = /^\s*(?:(?:[A-Z]\w+: +)?(?:npm|npx|node) |\|)/;
// eslint-disable-next-line no-control-regex -- what colours are made of
const COLOUR = /\u001b\[[0-9;]*m/g;

/** Folds the lines that are too wide, each under where its text begins. What is to be pasted stays. */
export function fitted(text: string): string {
  return text.split('\n').map(fittedLine).join('\n');
}

function fittedLine(line: string): string {
  const bare = line.replace(COLOUR, '');
  if (bare.length <= COLUMNS || PASTED.test(bare)) return line;
  const margin = ' '.repeat(marginOf(bare));
  const [first = '', ...rest] = line.split(/(?<=\S) (?=\S)/);
  const lines = [first];
  for (const word of rest) {
    const last = lines.at(-1) ?? '';
    if (width(last) + 1 + width(word) > COLUMNS) lines.push(margin + word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines.join('\n');
}

/** Under the text of a row that has a name before it, and else a little to the right. */
function marginOf(line: string): number {
  const name = /^ *\S+(?: \S+)* {2,}(?=\S)/.exec(line)?.[0].length ?? COLUMNS;
  const indent = /^ */.exec(line)?.[0].length ?? 0;
  return name <= COLUMNS / 2 ? name : indent + 2;
}

function width(line: string): number {
  return line.replace(COLOUR, '').length;
}
