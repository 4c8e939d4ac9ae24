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
