/**
 * Makes text from a submission safe to show: it must not control a terminal or flood it. It does not
 * escape for a format: every format does its own.
 */

/**
 * Control characters, lone surrogates, and all invisible characters: those that change the direction of
 * writing, join or separate others, or are tags. The parts of an emoji stay.
 */
const UNSEEN =
  // eslint-disable-next-line no-control-regex -- they are what is looked for
  /[\u0000-\u001f\u007f-\u009f\u2028\u2029\ufff9-\ufffb\p{Bidi_Control}\p{Default_Ignorable_Code_Point}\ud800-\udfff]/gu;
const OF_AN_EMOJI = /^(?:\ufe0f|\u200d)$/;
const HAS_UNSEEN =
  // eslint-disable-next-line no-control-regex -- they are what is looked for
  /[\u0000-\u001f\u007f-\u009f\u2028\u2029\ufff9-\ufffb\p{Bidi_Control}\p{Default_Ignorable_Code_Point}]/u;

/** Whether a text has an invisible character. */
export function hasUnseen(text: string): boolean {
  return HAS_UNSEEN.test(text);
}

/** One line; invisible characters are written as their codes, and text beyond the limit is cut. */
export function plain(text: string, charsMax = Infinity): string {
  const cut = text.length > charsMax ? `${text.slice(0, charsMax)} …` : text;
  return cut.replace(UNSEEN, (char, at: number) => {
    if (char === '\n' || char === '\t') return ' ';
    if (OF_AN_EMOJI.test(char) && isWithinEmoji(cut, char, at)) return char;
    const code = (char.codePointAt(0) ?? 0).toString(16);
    return code.length > 4 ? `\\u{${code}}` : `\\u${code.padStart(4, '0')}`;
  });
}

const EMOJI_BEFORE = /[\p{Extended_Pictographic}\p{Emoji_Modifier}\ufe0f]$/u;
const EMOJI_AFTER = /^\p{Extended_Pictographic}/u;
const KEYCAP_BEFORE = /[0-9#*]$/;
const KEYCAP = '\u20e3';

/** Whether the character is a part of an emoji: it selects its style or joins two. */
function isWithinEmoji(text: string, char: string, at: number): boolean {
  const before = text.slice(Math.max(0, at - 2), at);
  const after = text.slice(at + 1, at + 3);
  if (char === '\u200d') return EMOJI_BEFORE.test(before) && EMOJI_AFTER.test(after);
  return EMOJI_BEFORE.test(before) || (KEYCAP_BEFORE.test(before) && after.startsWith(KEYCAP));
}

/** Lines that people read are never wider, however wide the window is. */
export const COLUMNS = 80;

/** Breaks at spaces, and inside a word only if the word is wider than a line. */
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

/** Lines to paste and rows of a table, which a line break would spoil. */
const PASTED = /^\s*(?:(?:[A-Z]\w+: +)?(?:npm|npx|node) |\|)/;
// eslint-disable-next-line no-control-regex -- what colours are made of
const COLOUR = /\u001b\[[0-9;]*m/g;

/** Folds lines that are too wide, with an indent where their text begins. Lines to paste stay whole. */
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

/** The column of the text after a row's name, or else a small indent. */
function marginOf(line: string): number {
  const name = /^ *\S+(?: \S+)* {2,}(?=\S)/.exec(line)?.[0].length ?? COLUMNS;
  const indent = /^ */.exec(line)?.[0].length ?? 0;
  return name <= COLUMNS / 2 ? name : indent + 2;
}

function width(line: string): number {
  return line.replace(COLOUR, '').length;
}
